import { isBare, isBridge, linkId } from '#shared/topology/model.ts';
import { contradictionsAs } from '../contradictions.ts';
import type { EditRepair } from '../finding.ts';
import { cableName, type GuestCable, isRouted } from '../guestCables.ts';
import type { Found, Rule } from '../rule.ts';
import type { Scene } from '../scene.ts';

/** The TAP of a guest that runs is in no bridge, so that whatever the guest sends ends there. */
export const tapNoBridge: Rule = {
  needs: ['ip-link', 'ip-addr', 'ip-route'],
  find: (scene) => {
    const told = contradictionsAs('tap-no-bridge', scene);
    const known = new Set(told.flatMap(({ subject }) => subject));
    return [
      ...told,
      ...scene.cables
        .filter((cable) => isLoose(cable, scene))
        .flatMap((cable) => foundOf(cable, known, scene)),
    ];
  },
};

/** A TAP that the host has an address or a route on is routed, and needs no bridge. */
function isLoose({ link, port, guest }: GuestCable, { graph, snapshot }: Scene): boolean {
  if (link === null || (link.kind !== 'tap' && link.kind !== 'veth') || port !== null) return false;
  if (guest.kind === 'container' && link.kind !== 'tap') return false;
  if (link.master !== null || link.lead === 'unread' || link.slaveKind !== '') return false;
  if (isRouted(link, snapshot)) return false;
  return !graph.out(link.id).some(({ kind }) => kind === 'uplink' || kind === 'peer' || kind === 'lower');
}

function foundOf(cable: GuestCable, known: ReadonlySet<string>, scene: Scene): Found[] {
  const { vnic, link, guest, backs } = cable;
  if (link === null || backs === null || known.has(vnic.id)) return [];
  const starter = isBare(guest) ? ' Whatever started this VM has to connect it, or you do.' : '';
  return [
    {
      severity: 'error',
      subject: [vnic.id, link.id, backs.id],
      title: `${cableName(cable)}: not connected to any bridge`,
      why: `${link.name} is a port of no bridge, and the host routes nothing to it, so that nothing the guest sends arrives anywhere.${starter}`,
      evidence: [`ip link: ${link.name} has no master`],
      repairs: startBridge(cable, scene),
    },
  ];
}

/** The bridge that QEMU’s own command line names for this TAP; of any other only the user knows. */
function startBridge({ vnic, link }: GuestCable, { graph }: Scene): EditRepair[] {
  const bridge = graph.nodes.get(linkId(vnic.start?.bridge ?? ''));
  if (link === null || !isBridge(bridge)) return [];
  return [
    {
      kind: 'edit',
      label: `Connect it to ${bridge.name}, as QEMU’s command line says`,
      edit: { kind: 'move', cable: link.id, to: bridge.id },
    },
  ];
}
