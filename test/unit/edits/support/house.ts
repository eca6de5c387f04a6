import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { aBridge, aDomain, aLink, aNetwork, aShutOffDomain, aSnapshot, aTap } from '../../support/facts.ts';
import { interfaceXml, slot, vnic } from './vnicXml.ts';

export const WEB = '11111111-1111-4111-8111-111111111111';
export const OFF = '22222222-2222-4222-8222-222222222222';
export const TWINS = '33333333-3333-4333-8333-333333333333';
export const FLEETING = '44444444-4444-4444-8444-444444444444';

export const mac = (number: number) => `52:54:00:aa:00:0${number}`;
const macXml = (number: number) => `<mac address='${mac(number)}'/>`;
const twinXml = "<mac address='52:54:00:ff:00:01'/>";
const virtio = "<model type='virtio'/>";

/**
 * A host with one of everything that an edit meets. `web 01` has a vNIC on br0 with much beside its source (1), one
 * on a network (2), a macvtap (3), user networking (4), and one on a forward-mode=bridge network, which runs as type
 * `bridge` (5).
 */
export function house(changes: Partial<HostSnapshot> = {}): HostSnapshot {
  const extras = [
    "<virtualport type='802.1Qbg'/>",
    "<filterref filter='clean-traffic'/>",
    "<bandwidth>\n        <inbound average='1000'/>\n      </bandwidth>",
    "<vlan>\n        <tag id='42'/>\n      </vlan>",
    "<boot order='1'/>",
  ];
  const web = aDomain(
    'web 01',
    [
      vnic(
        interfaceXml(
          'bridge',
          macXml(1),
          "<source bridge='br0'/>",
          "<target dev='vnet0'/>",
          virtio,
          ...extras,
          "<alias name='net0'/>",
          slot(2),
        ),
      ),
      vnic(
        interfaceXml(
          'network',
          macXml(2),
          "<source network='default' portid='cb7e636c' bridge='virbr0'/>",
          "<target dev='vnet1'/>",
          virtio,
          "<alias name='net1'/>",
          slot(3),
        ),
      ),
      vnic(
        interfaceXml(
          'direct',
          macXml(3),
          "<source dev='enp3s0' mode='bridge'/>",
          "<target dev='macvtap0'/>",
          virtio,
          "<alias name='net2'/>",
          slot(4),
        ),
      ),
      vnic(interfaceXml('user', macXml(4), virtio, "<alias name='net3'/>", slot(5))),
      vnic(
        interfaceXml(
          'bridge',
          macXml(5),
          "<source network='hostbr' portid='3c537742' bridge='br1'/>",
          "<target dev='vnet2'/>",
          virtio,
          "<link state='down'/>",
          "<alias name='net4'/>",
          slot(6),
        ),
      ),
    ],
    {
      uuid: WEB,

      defined: [
        vnic(interfaceXml('bridge', macXml(1), "<source bridge='br0'/>", virtio, ...extras, slot(2))),
        vnic(interfaceXml('network', macXml(2), "<source network='default'/>", virtio, slot(3))),
        vnic(interfaceXml('direct', macXml(3), "<source dev='enp3s0' mode='bridge'/>", virtio, slot(4))),
        vnic(interfaceXml('user', macXml(4), virtio, slot(5))),
        vnic(
          interfaceXml(
            'network',
            macXml(5),
            "<source network='hostbr'/>",
            virtio,
            "<link state='down'/>",
            slot(6),
          ),
        ),
      ],
    },
  );
  const off = aShutOffDomain(
    'off',
    [
      vnic(
        interfaceXml(
          'bridge',
          "<mac address='52:54:00:cc:00:01'/>",
          "<source bridge='br0'/>",
          "<model type='e1000'/>",
          slot(2),
        ),
      ),
    ],
    {
      uuid: OFF,
    },
  );
  const twins = aDomain(
    'twins',
    [
      vnic(
        interfaceXml(
          'bridge',
          twinXml,
          "<source bridge='br0'/>",
          "<target dev='vnet3'/>",
          virtio,
          "<alias name='net0'/>",
          slot(2),
        ),
      ),
      vnic(
        interfaceXml(
          'bridge',
          twinXml,
          "<source bridge='br1'/>",
          "<target dev='vnet4'/>",
          virtio,
          "<alias name='net1'/>",
          slot(3),
        ),
      ),
    ],
    {
      uuid: TWINS,

      defined: [
        vnic(interfaceXml('bridge', twinXml, "<source bridge='br0'/>", virtio, slot(2))),
        vnic(interfaceXml('bridge', twinXml, "<source bridge='br1'/>", virtio, slot(3))),
      ],
    },
  );
  const fleeting = aDomain(
    'fleeting',
    [
      vnic(
        interfaceXml(
          'bridge',
          "<mac address='52:54:00:dd:00:01'/>",
          "<source bridge='br0'/>",
          "<target dev='vnet5'/>",
          virtio,
          "<alias name='net0'/>",
          slot(2),
        ),
      ),
    ],
    {
      uuid: FLEETING,
      persistent: false,
      defined: [],
    },
  );
  const addresses = ['192.168.122.1/24'];
  return aSnapshot({
    links: [
      aLink('lo', { linkType: 'loopback' }),
      aBridge('br0'),
      aBridge('br1'),
      aBridge('br2'),
      aBridge('virbr0', { bridge: { stp: true, forwardDelay: 2 } }),
      aBridge('virbr7'),
      aLink('enp3s0', { parentBus: 'pci', master: 'br0', slaveKind: 'bridge' }),
      aLink('macvtap0', { infoKind: 'macvtap' }),
      aTap('vnet0', 'br0'),
      aTap('vnet1', 'virbr0'),
      aTap('vnet2', 'br1'),
      aTap('vnet3', 'br0'),
      aTap('vnet4', 'br1'),
      aTap('vnet5', 'br0'),
      aTap('loose', null),
      aTap('plugged', 'br1'),
      aLink('tun0', { infoKind: 'tun', linkType: 'none' }),
      aLink('vethc0', { infoKind: 'veth', master: 'br0', slaveKind: 'bridge' }),
    ],
    domains: [web, off, twins, fleeting],
    networks: [
      aNetwork('default', { bridge: 'virbr0', addresses }),
      aNetwork('lab net 2', { forward: 'isolated', bridge: 'virbr7', addresses }),
      aNetwork('hostbr', { forward: 'bridge', bridge: 'br1' }),
      aNetwork('asleep', { active: false, bridge: 'virbr9', addresses }),
      aNetwork('macvtaps', { forward: 'bridge', forwardDev: 'enp3s0' }),
    ],
    ...changes,
  });
}
