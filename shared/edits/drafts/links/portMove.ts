import { findLink, type HostSnapshot } from '#shared/host/snapshot.ts';
import { listed } from '#shared/ops/listed.ts';
import { graphOf } from '#shared/topology/graph.ts';
import { type LinkNode, linkId, type Topology } from '#shared/topology/model.ts';
import { isWayOut } from '#shared/topology/uplink.ts';
import { managedWarnings } from '../../managed.ts';
import { shellLine } from '../../shellWords.ts';
import { forgottenAtBoot, howToKeep } from './hostWords.ts';
import { guestsOn, uppersOf } from './linkOf.ts';
import { joiningWarnings, leavingWarnings } from './portWords.ts';

/**
 * What the user should think of before a link of the host leaves its bridge for another one.
 * @param to the bridge that it becomes a port of; null: none
 */
export function portMoveWarnings(
  snapshot: HostSnapshot,
  topology: Topology,
  { name, kind, master, lead, vf }: LinkNode,
  to: string | null,
): string[] {
  const link = findLink(snapshot, name);
  if (link === null) return [];
  const leadsOut = isWayOut(lead);
  return [
    ...(leadsOut && master !== null ? lastUplinkWarnings(topology, name, master) : []),
    ...(leadsOut && to !== null ? secondUplinkWarnings(snapshot, topology, name, to) : []),
    ...(to === null ? [] : vlanWarnings(snapshot, name, to)),
    ...(kind === 'vf' && to !== null
      ? [
          `${name} is a virtual function: its card drops frames for other MACs unless the host trusts it${trustWords(vf)}.`,
        ]
      : []),
    ...leavingWarnings(snapshot, link, master),
    ...joiningWarnings(snapshot, link, to),
    ...managedWarnings({ name }),
    ...(kind === 'tap' ? [] : [to === null ? forgottenAtBoot : howToKeep(to)]),
  ];
}

function trustWords(vf: LinkNode['vf']): string {
  if (vf == null || vf.pf === null || vf.index === null) return '';
  const argv = ['ip', 'link', 'set', 'dev', vf.pf, 'vf', String(vf.index), 'trust', 'on'] as const;
  return `: ${shellLine({ argv })}`;
}

function uplinksOf(topology: Topology, bridge: string, but: string): string[] {
  const { nodes, out } = graphOf(topology);
  const uplinks = out(linkId(bridge)).filter(({ kind }) => kind === 'uplink');
  return uplinks.flatMap(({ to }) => nodes.get(to)?.name ?? []).filter((name) => name !== but);
}

function lastUplinkWarnings(topology: Topology, name: string, bridge: string): string[] {
  const guests = guestsOn(topology, linkId(bridge));
  if (guests.length === 0 || uplinksOf(topology, bridge, name).length > 0) return [];
  return [
    `${name} is the only uplink of ${bridge}: ${listed(guests)} ${guests.length === 1 ? 'loses' : 'lose'} the outside network but ${guests.length === 1 ? 'sees' : 'see'} no change of the link.`,
  ];
}

function secondUplinkWarnings(
  snapshot: HostSnapshot,
  topology: Topology,
  name: string,
  bridge: string,
): string[] {
  const others = uplinksOf(topology, bridge, name);
  if (others.length === 0) return [];
  const stp = findLink(snapshot, bridge)?.bridge?.stp === true;
  return [
    `${bridge} already has an uplink: ${listed(others)}. ${
      stp
        ? 'If both lead to the same LAN, STP blocks one of them.'
        : 'If both lead to the same LAN, they form a loop that floods it within seconds: STP is off here.'
    }`,
  ];
}

/** The kernel hands a tagged frame to the VLAN of its tag before a bridge sees it (net/core/dev.c, vlan_do_receive). */
function vlanWarnings(snapshot: HostSnapshot, name: string, bridge: string): string[] {
  return uppersOf(snapshot, name).flatMap((upper) =>
    upper.vlan === null
      ? []
      : [
          `${upper.name} still gets the frames of VLAN ${upper.vlan.id} from ${name}; ${bridge} gets all others.`,
        ],
  );
}
