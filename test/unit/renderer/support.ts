import type { Topology } from '#shared/topology/model.ts';
import { aBridge, aDomain, aNetwork, anInterface, aPnic, aShutOffDomain, aTap } from '../support/facts.ts';
import { topologyOf } from '../support/graph.ts';

/** `web` on br0 by vnet0 and on the NAT network by vnet1, `off` defined on br0, a loose TAP, and br0's uplink. */
export function aHouse(): Topology {
  return topologyOf({
    links: [
      aPnic('enp3s0', 'br0', { slaveKind: 'bridge', bridgePort: { state: 'forwarding', settings: {} } }),
      aBridge('br0'),
      aBridge('virbr0'),
      aTap('vnet0', 'br0', { mac: 'fe:54:00:aa:00:01' }),
      aTap('vnet1', 'virbr0', { mac: 'fe:54:00:aa:00:02' }),
      aTap('tap-spare', null),
    ],
    domains: [
      aDomain('web', [
        anInterface({ bridge: 'br0' }, { targetDev: 'vnet0', alias: 'net0' }),
        anInterface(
          { network: 'default', bridge: 'virbr0' },
          { targetDev: 'vnet1', alias: 'net1', mac: '52:54:00:aa:00:02', linkState: 'down' },
        ),
      ]),
      aShutOffDomain('off', [anInterface({ bridge: 'br0' }, { mac: '52:54:00:aa:00:03' })]),
    ],
    networks: [
      aNetwork('default', { bridge: 'virbr0', addresses: ['192.168.122.1/24'] }),
      aNetwork('asleep', { active: false, bridge: 'virbr9' }),
    ],
  });
}

export const web0 = 'vnic:uuid-of-web/52:54:00:aa:00:01';
export const web1 = 'vnic:uuid-of-web/52:54:00:aa:00:02';
export const off0 = 'vnic:uuid-of-off/52:54:00:aa:00:03';

/** The node of this id. @throws when there is none */
export function nodeIn(topology: Topology, id: string) {
  const node = topology.nodes.find((one) => one.id === id);
  if (node === undefined)
    throw new Error(`no ${id} among: ${topology.nodes.map((one) => one.id).join(', ')}`);
  return node;
}
