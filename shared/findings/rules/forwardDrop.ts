import type { Firewall } from '#shared/host/firewall.ts';
import { findLink } from '#shared/host/snapshot.ts';
import type { BridgeScene } from '../bridges.ts';
import type { FindingRepair } from '../finding.ts';
import { decisionEvidence, decisionWords } from '../firewall/decisionWords.ts';
import { passesIpFirewall } from '../firewall/packets.ts';
import { type Asked, questionsIn } from '../firewall/questions.ts';
import { keepOut, letPass } from '../firewall/repairs.ts';
import type { FirewallVerdict } from '../firewall/verdict.ts';
import type { GuestCable } from '../guestCables.ts';
import type { Found, Rule } from '../rule.ts';
import type { Scene } from '../scene.ts';

/** The host’s packet filter drops what guests send, or the answers to it. */
export const forwardDrop: Rule = {
  needs: ['ip-link', 'ip-addr', 'ip-route', 'net-settings', 'firewall'],
  unchecked: (scene) => {
    const { firewall } = scene.snapshot;
    if (firewall === undefined) return null;
    const gap = scene.snapshot.sources.find(({ name }) => name === 'firewall')?.gap;
    if (gap !== undefined) return 'Not all of the firewall’s rules could be read.';
    const [unsure] = questionsIn(scene, firewall).flatMap(({ verdict }) => verdict.unsure ?? []);
    return unsure === undefined
      ? null
      : `A rule decides that Patchbay can’t evaluate: ${decisionEvidence(unsure)}.`;
  },
  find: (scene) => {
    const { firewall } = scene.snapshot;
    if (firewall === undefined) return [];
    return grouped(questionsIn(scene, firewall)).map((asked) => foundOf(scene, firewall, asked));
  },
};

/** What is dropped for one bridge by the same rule is one finding. */
function grouped(asked: readonly Asked[]): readonly (Asked & { readonly cables: readonly GuestCable[] })[] {
  const groups = new Map<string, Asked & { cables: GuestCable[] }>();
  for (const one of asked) {
    const { verdict, at, kind } = one;
    if (verdict.fate !== 'dropped' && verdict.fate !== 'partly') continue;
    const deciders = verdict.by.map(decisionEvidence).join('\n');
    const key = JSON.stringify([at.bridge.id, kind, verdict.fate, deciders]);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { ...one, cables: [...one.cables] });
    else known.cables.push(...one.cables);
  }
  return [...groups.values()];
}

function foundOf(scene: Scene, firewall: Firewall, asked: Asked): Found {
  const { at, kind, network, verdict, isAnswer, cables, family } = asked;
  const name = network?.name ?? at.bridge.name;
  const what = isAnswer ? `the answers to guests on ${name}` : `what guests on ${name} send`;
  const isPartly = verdict.fate === 'partly';
  const ofIpv6 = family === 'ip6' ? ' over IPv6' : '';
  return {
    severity: isPartly ? 'info' : family === 'ip6' ? 'warning' : 'error',
    subject: [at.bridge.id, ...(network === null ? [] : [network.id]), ...cables.map(({ vnic }) => vnic.id)],
    title: isPartly
      ? `The firewall lets only some of ${what} through${ofIpv6}`
      : `The firewall drops ${what}${ofIpv6}`,
    why: whyOf(firewall, asked),
    evidence: [
      ...verdict.by.map(decisionEvidence),
      ...(kind === 'bridged' && isOfIp(verdict) ? [`sysctl: ${evidenceOfCall(scene, at, family)}`] : []),
    ],
    repairs: isPartly ? [] : repairsOf(scene, firewall, asked),
  };
}

function whyOf(firewall: Firewall, { at, kind, verdict, isAnswer, cables }: Asked): string {
  const [first] = verdict.by;
  const decider = first === undefined ? 'a rule' : decisionWords(firewall, first);
  const names = [...new Set(cables.map(({ guest }) => guest.name))];
  const who = names.slice(0, 3).join(', ') + (names.length > 3 ? ` and ${names.length - 3} more` : '');
  if (verdict.fate === 'partly')
    return `What no rule lets through is dropped by ${decider}. That may be meant so for ${who}.`;
  const isOnBridge = kind === 'bridged' && isOfIp(verdict);
  const way = isOnBridge ? `Frames that cross ${at.bridge.name} pass the host’s IP firewall too, and ` : '';
  const subject = isAnswer ? 'the answers to new connections' : 'new connections';
  const sentence = `${way}${decider} drops ${subject} of ${who}.`;
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)} They reach this host, but nothing ${kind === 'bridged' ? `else on ${at.bridge.name} or beyond it` : 'beyond it'}.`;
}

function repairsOf(scene: Scene, firewall: Firewall, asked: Asked): FindingRepair[] {
  const { at, kind, verdict, network } = asked;
  const bridge = at.bridge.name;
  if (kind === 'routed')
    return [letPass(firewall, verdict.by, { kind, bridge, isOpen: network?.forward === 'route' })];
  const isOfBridge = findLink(scene.snapshot, bridge)?.bridge?.nfCallIptables === true;
  const out = isOfIp(verdict) ? keepOut(firewall, bridge, isOfBridge) : null;
  return [letPass(firewall, verdict.by, { kind, bridge }), ...(out === null ? [] : [out])];
}

/** Whether it is the IP firewall that drops, and not a table of the bridge family. */
function isOfIp({ by }: FirewallVerdict): boolean {
  return by.some(({ chain }) => chain.family !== 'bridge');
}

function evidenceOfCall(scene: Scene, { bridge }: BridgeScene, family: Asked['family']): string {
  const name = family === 'ip6' ? 'bridge-nf-call-ip6tables' : 'bridge-nf-call-iptables';
  const { netSettings } = scene.snapshot;
  const isAll = family === 'ip6' || netSettings?.bridgeCalls?.iptables === true;
  return isAll && passesIpFirewall(scene, bridge.name, family) === true
    ? `net.bridge.${name} = 1`
    : `nf_call_iptables of ${bridge.name} is 1`;
}
