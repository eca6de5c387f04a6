import { describe, expect, it } from 'vitest';
import { ifupdownForm } from '#shared/persistence/ifupdown.ts';
import { netplanForm } from '#shared/persistence/netplan.ts';
import { networkdForm } from '#shared/persistence/networkd.ts';
import { nmcliForm } from '#shared/persistence/nmcli.ts';
import { bridgePersistence } from '#shared/persistence/persistence.ts';
import { aBridge, aPnic, aSnapshot } from '../support/facts.ts';
import { plainSetup, textOf } from './support.ts';

const plain = { pvid: false, untagged: false };
const own = (id: number) => ({ first: id, last: id, pvid: true, untagged: true });
const setup = {
  ...plainSetup,
  vlanFiltering: true,
  vlans: {
    br0: [own(1), { first: 10, last: 10, ...plain }],
    enp3s0: [own(10), { first: 20, last: 29, ...plain }],
  },
};

describe('the VLANs of a bridge and its ports', () => {
  it('are written for systemd-networkd', () => {
    expect(textOf(networkdForm(setup), 'enp3s0.network')).toContain(
      '[BridgeVLAN]\nVLAN=10\nPVID=10\nEgressUntagged=10\n\n[BridgeVLAN]\nVLAN=20-29\n',
    );
    expect(textOf(networkdForm(setup), 'br0.network')).toContain('[BridgeVLAN]\nVLAN=10\n');
  });

  it('are written for NetworkManager', () => {
    const text = textOf(nmcliForm(setup));
    expect(text).toContain("bridge-port.vlans '10 pvid untagged, 20-29'");
    expect(text).toContain("bridge.vlans '1 pvid untagged, 10'");
  });

  it('are written for ifupdown, in words that both of its kinds take', () => {
    expect(textOf(ifupdownForm(setup))).toContain(
      [
        '    up bridge vlan add dev br0 vid 10 self',
        '    up bridge vlan del dev enp3s0 vid 1',
        '    up bridge vlan add dev enp3s0 vid 10 pvid untagged',
        '    up bridge vlan add dev enp3s0 vid 20-29',
      ].join('\n'),
    );
  });

  it('are more than Netplan can write, which is said', () => {
    expect(netplanForm(setup, 'networkd').remarks.join(' ')).toContain('nor write the VLANs of ports');
  });
});

it('keeps a leased address as a lease, with the MAC that the DHCP server knows', () => {
  const snapshot = aSnapshot({
    links: [
      { ...aBridge('br0'), mac: '9a:00:00:00:00:01' },
      { ...aPnic('enp3s0', 'br0', { slaveKind: 'bridge' }), mac: '52:54:00:ab:00:02' },
    ],
    addresses: [
      { link: 'br0', family: 'inet', address: '192.168.77.166', prefixLength: 24, scope: 'global' },
    ],
    routes: [
      {
        ...{ family: 'inet', destination: 'default', gateway: '192.168.77.1', link: 'br0', metric: 1024 },
        ...{ protocol: 'dhcp', source: '192.168.77.166' },
      },
    ],
  });
  const form = bridgePersistence(snapshot, 'br0', [])?.forms.find(({ kind }) => kind === 'networkd');
  const text = form?.parts.map((part) => part.text).join('') ?? '';
  expect(text).toContain('DHCP=ipv4');
  expect(text).not.toContain('192.168.77.166');
  expect(text).toContain('MACAddress=52:54:00:ab:00:02');
});
