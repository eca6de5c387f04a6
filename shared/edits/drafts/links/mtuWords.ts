import { LEAST_OF_IPV6, type Link } from '#shared/host/link.ts';
import { ownerOf } from '#shared/host/network.ts';
import { findLink, type HostSnapshot } from '#shared/host/snapshot.ts';
import { listed } from '#shared/ops/listed.ts';
import type { LinkNode } from '#shared/topology/model.ts';
import { forgottenAtBoot } from './hostWords.ts';
import { portsOf } from './linkOf.ts';

/** What has to match, and what another MTU does beside: in words. */
export function mtuWarnings(snapshot: HostSnapshot, link: Link, { kind }: LinkNode, mtu: number): string[] {
  return [
    ...(mtu < LEAST_OF_IPV6 && link.mtu >= LEAST_OF_IPV6
      ? [
          `Below ${LEAST_OF_IPV6} bytes there is no IPv6 on ${link.name}: the kernel removes its IPv6 addresses.`,
        ]
      : []),
    ...(kind === 'bridge' ? bridgeWarnings(snapshot, link, mtu) : portWarnings(snapshot, link, mtu)),
    ...(kind === 'tap'
      ? [
          `A guest behind ${link.name} doesn’t learn of this: set the same MTU in the guest, or in its vNIC’s definition (<mtu size='${mtu}'/>).`,
        ]
      : []),
    ...(['pnic', 'vf', 'bond', 'vlan'].includes(kind)
      ? [
          `The switch and everything on the LAN have to accept frames of ${mtu} bytes too. Many cards go down for a moment when their MTU changes.`,
        ]
      : []),
    ...(kind === 'veth' ? [`The other end of ${link.name} keeps its own MTU: set it to the same.`] : []),
    ...(kind === 'vxlan'
      ? [
          `A VXLAN adds 50 bytes to each frame (70 over IPv6): its outgoing link needs an MTU of ${mtu + 50} or more.`,
        ]
      : []),
    forgottenAtBoot,
  ];
}

function bridgeWarnings(snapshot: HostSnapshot, { name }: Link, mtu: number): string[] {
  const ports = portsOf(snapshot, name).filter((port) => port.mtu !== mtu);
  const said = ports.map((port) => `${port.name} (${port.mtu})`);
  const owner = ownerOf(snapshot.networks, name);
  return [
    ...(ports.length === 0
      ? []
      : [
          `Its ports and its uplink have to match: ${listed(said)} ${ports.length === 1 ? 'doesn’t' : 'don’t'}, and a frame that is too large for a port is silently dropped there.`,
        ]),
    ...(owner === null
      ? []
      : [
          `${name} belongs to the network ${owner.name}, which creates it again at each start with the MTU from its definition.`,
        ]),
  ];
}

/** What the bridge makes of a port's MTU. */
function portWarnings(snapshot: HostSnapshot, { name, master }: Link, mtu: number): string[] {
  const bridge = findLink(snapshot, master);
  if (bridge === null || bridge.bridge === null || bridge.mtu === mtu) return [];
  const ports = portsOf(snapshot, bridge.name);
  const before = Math.min(...ports.map((port) => port.mtu));
  const after = Math.min(...ports.map((port) => (port.name === name ? mtu : port.mtu)));
  if (bridge.mtu === before && after !== before) {
    return [
      `${bridge.name} follows its ports unless its MTU was set by hand: it goes to ${after} bytes with ${name}.`,
    ];
  }
  return [
    `${bridge.name} has an MTU of ${bridge.mtu} bytes: the two have to match, or frames that are too large for one of them are silently dropped.`,
  ];
}
