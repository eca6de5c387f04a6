import type { LinkNode } from '#shared/topology/model.ts';
import type { BridgeScene } from '../bridges.ts';
import type { CommandRepair, Severity } from '../finding.ts';
import { cableName, guestsOf } from '../guestCables.ts';
import type { Found, Rule } from '../rule.ts';
import type { Scene } from '../scene.ts';

/** A port of a guest, or the way out, is up and passes no frames: its STP state is not `forwarding`. */
export const stpNotForwarding: Rule = {
  needs: ['ip-link'],
  find: (scene) =>
    scene.bridges
      // The kernel disables all ports of a bridge that is down, which is told as such.
      .filter(({ bridge }) => bridge.kind === 'bridge' && bridge.up)
      .flatMap((one) => one.ports.flatMap((port) => foundOf(port, one, scene))),
};

type Port = BridgeScene['ports'][number];

function foundOf(port: Port, one: BridgeScene, scene: Scene): Found[] {
  const { link, edge, isUplink } = port;
  // Without a carrier a port is always disabled, and that is told as such.
  if (!link.up || !link.carrier || !isSilent(link.portState)) return [];
  const own = scene.behind.bridged(link.id).filter((cable) => cable.link?.id === link.id);
  const isNeeded = isUplink && (one.guests.length > 0 || scene.behind.host.has(link.id));
  if (own.length === 0 && !isNeeded) return [];
  const severity = severityOf(port, one);
  if (severity === null) return [];
  const [cable] = own;
  const name = cable === undefined ? `${link.name}, an uplink of ${one.bridge.name},` : cableName(cable);
  const state = link.portState ?? '';
  return [
    {
      severity,
      subject: [link.id, one.bridge.id, edge.id, ...own.map(({ vnic }) => vnic.id)],
      title: `${name} ${WORDS[state] ?? 'passes no frames'}`,
      why: whyOf(port, one, scene),
      evidence: [`ip -d link: ${link.name} has state ${state} on ${one.bridge.name}`],
      repairs: isByHand(one) && !isPassing(state) ? [repairOf(link)] : [],
    },
  ];
}

const WORDS: Readonly<Record<string, string>> = {
  disabled: 'passes no frames: its port is disabled',
  blocking: 'passes no frames: its port is blocked',
  listening: 'passes no frames yet: STP listens for loops',
  learning: 'passes no frames yet: STP learns addresses',
};

function isSilent(state: string | null): boolean {
  return state !== null && Object.hasOwn(WORDS, state);
}

/** States that end without anybody’s doing. */
function isPassing(state: string | null): boolean {
  return state === 'listening' || state === 'learning';
}

/**
 * Without STP only `disabled` lasts, which somebody has set: the kernel lets any other port forward again at once
 * (br_port_state_selection, net/bridge/br_stp.c).
 */
function isByHand({ bridge }: BridgeScene): boolean {
  return bridge.bridge?.stp === false;
}

/** Null: it is as it should be. */
function severityOf({ link, isUplink }: Port, one: BridgeScene): Severity | null {
  // It ends without anybody’s doing; a wait that is too long for DHCP is a finding of its own.
  if (isPassing(link.portState)) return 'info';
  // That one of several ways to the same LAN is blocked is what STP is for.
  const others = one.ports.filter(
    (other) => other.link.id !== link.id && other.link.portState === 'forwarding',
  );
  if (isUplink) return others.some((other) => other.isUplink) ? null : 'error';
  const whose = one.guests.find((cable) => cable.link?.id === link.id)?.guest.id;
  const twins = one.guests.filter(({ guest, link: each }) => guest.id === whose && each?.id !== link.id);
  const isTwin = twins.some((twin) => others.some((other) => other.link.id === twin.link?.id));
  return isTwin ? 'info' : 'error';
}

function whyOf({ link, isUplink }: Port, one: BridgeScene, { links }: Scene): string {
  const who = isUplink && one.guests.length > 0 ? ` It’s the way out for ${guestsOf(one.guests)}.` : '';
  if (isPassing(link.portState)) {
    const { forwardDelay = 0, stpByProgram } = links.get(one.bridge.name)?.bridge ?? {};
    const most = link.portState === 'listening' ? 2 * forwardDelay : forwardDelay;
    const until = stpByProgram ? 'soon' : `in at most ${most} seconds`;
    return `${one.bridge.name} uses STP, which makes each new port wait. It passes frames ${until}.${who}`;
  }
  return isByHand(one)
    ? `STP is off on ${one.bridge.name}, so a program or a person has set this state.${who}`
    : `STP on ${one.bridge.name} found a loop by this port, or a program has set this state: another of its ports leads to the same LAN.${who}`;
}

function repairOf({ name }: LinkNode): CommandRepair {
  return {
    kind: 'commands',
    label: `Let ${name} forward`,
    commands: [['bridge', 'link', 'set', 'dev', name, 'state', 'forwarding']],
    lasts: 'now',
    keep: 'Nothing needs to be saved: a new port forwards, unless a program sets its state again.',
  };
}
