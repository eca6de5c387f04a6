import { decisionEvidence, decisionWords } from '#shared/findings/firewall/decisionWords.ts';
import { answerTo } from '#shared/findings/firewall/packet.ts';
import { routedPacket } from '#shared/findings/firewall/packets.ts';
import { questionsIn } from '#shared/findings/firewall/questions.ts';
import { letPass } from '#shared/findings/firewall/repairs.ts';
import { type FirewallVerdict, verdictOf } from '#shared/findings/firewall/verdict.ts';
import { forwardDrop } from '#shared/findings/rules/forwardDrop.ts';
import type { Firewall } from '#shared/host/firewall.ts';
import { isReadWhole } from '#shared/host/source.ts';
import { isBridge, type LinkNode } from '#shared/topology/model.ts';
import { hostRoute } from '../guestGateway.ts';
import { broken, type HopDraft, type Look, ok, unknown } from '../hop.ts';
import type { Track } from '../track.ts';

/** What this host’s packet filter does with what passes it; what it drops is found by the rules. */
export const lookAtFilter: Look = (track) => {
  const { bridges, end, way, report } = track;
  const place = bridges.at(-1)?.bridge ?? end;
  if (place === null || place === undefined || way.kind === 'none') return [];
  const at = { node: place.id };
  const unchecked = report.notChecked.find(({ code }) => code === 'forward-drop');
  const { firewall } = track.scene.snapshot;
  if (unchecked !== undefined && !isKnown(track)) return [unknown(at, NOT_KNOWN, unchecked.why)];
  if (firewall === undefined || firewall.chains.length === 0)
    return [ok(at, 'This host filters no packets.')];
  const asked = askedBefore(track, firewall);
  const verdicts = asked.length > 0 ? asked : askedNow(track, firewall);
  const [unsure] = verdicts.flatMap((verdict) => verdict.unsure ?? []);
  if (unsure !== undefined)
    return [unknown(at, NOT_KNOWN, `A rule decides that can’t be evaluated: ${decisionEvidence(unsure)}.`)];
  if (verdicts.length === 0 && way.kind === 'routed')
    return [unknown(at, NOT_KNOWN, 'Look at the chains of its forward hook, as root: nft list ruleset')];
  const dropped = verdicts.find(({ fate }) => fate === 'dropped');
  // What was asked before is a finding, which tells more.
  if (dropped !== undefined && asked.length === 0) return [droppedHop(place, firewall, dropped)];
  const isPartly = verdicts.some(({ fate }) => fate === 'partly');
  return [ok(at, `This host’s firewall lets ${isPartly ? 'only some of ' : ''}its packets pass.`)];
};

function droppedHop({ id, name }: LinkNode, firewall: Firewall, { by }: FirewallVerdict): HopDraft {
  const [first] = by;
  const decider = first === undefined ? 'a rule' : decisionWords(firewall, first);
  const say = `This host’s firewall drops its packets, or the answers: ${decider} does.`;
  const passage = { kind: 'routed', bridge: name, isOpen: false } as const;
  return broken({ node: id }, say, '', [letPass(firewall, by, passage)]);
}

/** What was asked for the VMs of the host. */
function askedBefore({ vnic, scene }: Track, firewall: Firewall): readonly FirewallVerdict[] {
  return questionsIn(scene, firewall)
    .filter(({ cables }) => cables.some((cable) => cable.vnic.id === vnic.id))
    .map(({ verdict }) => verdict);
}

/** Of a guest that nobody has asked for: a container, or a VM that the host routes for without NAT. */
function askedNow(track: Track, firewall: Firewall): readonly FirewallVerdict[] {
  const { vnic, way, scene } = track;
  const cable = scene.cables.find((each) => each.vnic.id === vnic.id);
  const out = hostRoute(track)?.link ?? null;
  if (way.kind !== 'routed' || way.from === null || cable === undefined || out === null) return [];
  const { from } = way;
  // The address on a TAP that is routed to is the host’s own, and tells nothing of the guest’s.
  const addresses = isBridge(from) ? from.addresses : [];
  const packet = routedPacket(scene, { bridge: from.name, addresses }, cable, out);
  const verdict = verdictOf(firewall, packet);
  return [verdict.fate === 'accepted' ? verdictOf(firewall, answerTo(packet)) : verdict];
}

const NOT_KNOWN = 'Whether this host’s firewall lets its packets pass isn’t known.';

/** All of its rules were read: what can’t be evaluated of them may be about other guests. */
function isKnown({ scene }: Track): boolean {
  const { sources, firewall } = scene.snapshot;
  if (firewall === undefined) return false;
  return forwardDrop.needs.every((name) => isReadWhole(sources.find((report) => report.name === name)));
}
