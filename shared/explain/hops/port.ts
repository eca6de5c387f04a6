import { isRouted } from '#shared/findings/guestCables.ts';
import { vlanWords } from '#shared/host/portVlan.ts';
import { isRead } from '#shared/host/source.ts';
import type { LinkNode } from '#shared/topology/model.ts';
import { shownVlans } from '#shared/topology/vlanPorts.ts';
import { broken, type HopDraft, type Look, ok, unknown } from '../hop.ts';
import { type BridgeOnTrack, readLink, type Track } from '../track.ts';

/** Where the guest’s cable is plugged in, and whether the bridge takes its frames there. */
export const lookAtPort: Look = (track) => {
  const [first] = track.bridges;
  if (first !== undefined) return [portHop(track, first)];
  return track.end === null ? [] : withoutBridge(track, track.end);
};

function portHop(track: Track, { bridge, port, edge }: BridgeOnTrack): HopDraft {
  const place = { edge: edge.id };
  const where = `${port.name} is a port of ${bridge.name}`;
  const blocked = bridge.up ? blockedWords(port, bridge) : null;
  if (blocked !== null) return broken(place, `${where}, and ${blocked.say}`, blocked.advice);
  const vlans = shownVlans(edge);
  if (bridge.bridge?.vlanFiltering === true) {
    if (vlans === undefined) {
      const report = track.scene.snapshot.sources.find(({ name }) => name === 'bridge-vlan');
      return unknown(
        place,
        `${where}, which filters VLANs; which are the port’s isn’t known. ${isRead(report) ? '' : (report?.message ?? '')}`.trim(),
        '',
      );
    }
    if (vlans.length === 0)
      return broken(
        place,
        `${where}, which filters VLANs, and the port is in none.`,
        `Set the VLANs of ${port.name}.`,
      );
  }
  const remarks = [
    ...(vlans === undefined ? [] : [`in ${vlanWords(vlans)}`]),
    ...(port.portState === 'forwarding' ? ['forwarding'] : []),
    ...(readLink(track, port)?.bridgePort?.settings.isolated === 'on'
      ? ['isolated from other isolated ports']
      : []),
  ];
  return ok(place, `${where}${remarks.length === 0 ? '' : `: ${remarks.join(', ')}`}.`);
}

/** What the state of a port of a bridge that is up keeps from passing; null: nothing. */
export function blockedWords(
  { portState, name }: LinkNode,
  bridge: LinkNode,
): { readonly say: string; readonly advice: string } | null {
  switch (portState) {
    case 'listening':
    case 'learning': {
      const seconds = bridge.bridge?.forwardDelay;
      const delay =
        seconds === undefined ? '' : ` It takes up to ${2 * seconds} s after ${name} was connected.`;
      return { say: `doesn’t forward yet (STP: ${portState}).${delay}`, advice: 'Wait, or turn off STP.' };
    }
    case 'blocking':
      return {
        say: 'STP blocks it, as it would close a loop.',
        advice: 'Remove the second way between the bridges, or turn off STP.',
      };
    case 'disabled':
      return {
        say: 'the port is disabled.',
        advice: `Check ${name}: it must be enabled and have a carrier.`,
      };
    default:
      return null;
  }
}

function withoutBridge({ scene, way, name }: Track, end: LinkNode): HopDraft[] {
  const place = { node: end.id };
  if (way.kind === 'ports') return [];
  if (end.lead === 'unread' || end.slaveKind === 'openvswitch')
    return [
      unknown(
        place,
        `${end.name} is a port of Open vSwitch, which wasn’t read.`,
        'Run Patchbay as root, or as a user who may ask Open vSwitch.',
      ),
    ];
  if (end.master !== null)
    return [
      unknown(place, `${end.name} belongs to ${end.master}, which is no bridge.`, `Look at ${end.master}.`),
    ];
  if (isRouted(end, scene.snapshot)) {
    const own = end.addresses.length > 0 ? `, which has ${end.addresses.join(', ')} on it` : '';
    return [ok(place, `${end.name} is in no bridge: this host routes to it${own}.`)];
  }
  return [
    broken(
      place,
      `${end.name} isn’t connected to any bridge: what the guest sends ends there.`,
      `Connect ${name} to a bridge.`,
    ),
  ];
}
