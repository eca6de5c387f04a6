import { describe, expect, it } from 'vitest';
import type { Form } from '#renderer/forms/form.ts';
import {
  bridgesOf,
  changeOf,
  mtuOf,
  newBridge,
  newNetwork,
  newTap,
  optionsOf,
  waysOutOf,
} from '#renderer/forms/newForm.ts';
import { vlansOf } from '#renderer/forms/portVlansForm.ts';
import { rangeOf, readForm } from '#renderer/forms/readForm.ts';
import { dhcpRange, freeSubnet } from '#renderer/forms/subnet.ts';
import { vlanMark } from '#shared/host/vlanMark.ts';
import { isLink } from '#shared/topology/model.ts';
import { aBridge, aNetwork, aPnic, aTap } from '../support/facts.ts';
import { topologyOf } from '../support/graph.ts';
import { aHouse, nodeIn, off0 } from './support.ts';

const house = aHouse();

/** @throws where something is wrong in the form */
function editOf(form: Form) {
  const read = readForm(form);
  if (!read.ok) throw new Error([...read.wrong].join(' '));
  return read.edit;
}

function never(): never {
  throw new Error('no form');
}

function wrongIn(form: Form): Readonly<Record<string, string>> {
  const read = readForm(form);
  return read.ok ? {} : Object.fromEntries(read.wrong);
}

describe('a new bridge', () => {
  const form = newBridge(house);

  it('has a name that no link has, and what the kernel would choose', () => {
    expect(editOf(form)).toEqual({
      kind: 'bridge-create',
      name: 'br1',
      stp: false,
      forwardDelay: 15,
      vlanFiltering: false,
      mtu: null,
    });
    const crowded = topologyOf({ links: [aBridge('br1'), aPnic('enp1s0', null, { altNames: ['br2'] })] });
    expect(newBridge(crowded).name).toBe('br3');
  });

  it('leaves the bridge of a network that is asleep its name', () => {
    const asleep = topologyOf({ links: [], networks: [aNetwork('n', { active: false, bridge: 'br1' })] });
    expect(newBridge(asleep).name).toBe('br2');
  });

  it('says at its field what is wrong, in words', () => {
    expect(wrongIn({ ...form, name: 'a b', mtu: '12x' })).toEqual({
      name: 'A link’s name can’t contain spaces, slashes or colons.',
      mtu: 'An MTU must be a whole number of bytes.',
    });
    expect(wrongIn({ ...form, name: '' })).toHaveProperty('name');
    expect(wrongIn({ ...form, mtu: '70000' })).toEqual({ mtu: 'An MTU can’t be more than 65535 bytes.' });
  });

  it('has a forward delay with STP only: what stands in the hidden field stops nobody', () => {
    expect(editOf({ ...form, forwardDelay: 'soon' })).toMatchObject({ stp: false, forwardDelay: 15 });
    expect(wrongIn({ ...form, stp: true, forwardDelay: 'soon' })).toEqual({
      forwardDelay: 'A forward delay must be a whole number of seconds.',
    });
    expect(editOf({ ...form, stp: true, forwardDelay: ' 4 ' })).toMatchObject({ forwardDelay: 4 });
  });
});

describe('the options of a bridge', () => {
  const of = (bridge: Parameters<typeof aBridge>[1]) => {
    const node = nodeIn(topologyOf({ links: [aBridge('br0', bridge)] }), 'link:br0');
    const form = 'operState' in node ? optionsOf(node) : null;
    if (form === null) throw new Error('no options');
    return form;
  };
  const facts = { stp: false, forwardDelay: 0, vlanFiltering: true, nfCallIptables: false };

  it('begin with what it is set to, and leave a delay alone that means nothing', () => {
    const form = of({ bridge: facts });
    expect(editOf(form)).toEqual({
      kind: 'bridge-set',
      bridge: 'link:br0',
      stp: false,
      forwardDelay: 0,
      vlanFiltering: true,
    });
  });

  it('offer with STP a delay that STP knows', () => {
    expect(editOf({ ...of({ bridge: facts }), stp: true })).toMatchObject({ stp: true, forwardDelay: 15 });
  });
});

describe('the VLANs of a port', () => {
  const topology = topologyOf({
    links: [aBridge('br0', { bridge: { vlanFiltering: true } }), aTap('tap0', 'br0'), aTap('tap1', null)],
    portVlans: {
      br0: [{ first: 1, last: 1, pvid: true, untagged: true }],
      tap0: [
        { first: 10, last: 10, pvid: true, untagged: true },
        { first: 11, last: 11, pvid: false, untagged: true },
        { first: 100, last: 103, pvid: false, untagged: false },
      ],
    },
  });
  const of = (id: string) => {
    const node = nodeIn(topology, id);
    return isLink(node) ? vlansOf(topology, node) : null;
  };
  const form = of('link:tap0') ?? never();
  const vlans = (over: Partial<typeof form>) => {
    const edit = editOf({ ...form, ...over });
    return edit.kind === 'port-vlans' ? vlanMark(edit.vlans) : null;
  };

  it('stand in the form as they are, of a bridge those of the host', () => {
    expect(form).toMatchObject({ pvid: '10', tagged: '100-103', untagged: '11' });
    expect(of('link:br0')).toMatchObject({ pvid: '1', tagged: '', untagged: '' });
    expect(of('link:tap1')).toBeNull();
  });

  it('are read as people write them', () => {
    expect(vlans({})).toBe('10 (11) +100–103');
    expect(vlans({ pvid: ' 20 ', tagged: '7;5 6, 30 – 32', untagged: '' })).toBe('20 +5–7,30–32');
    expect(vlans({ pvid: '10', tagged: '10', untagged: '' })).toBe('10 +10');
    expect(vlans({ pvid: '10', tagged: '', untagged: '10' })).toBe('10');
    expect(vlans({ pvid: '', tagged: '', untagged: '' })).toBe('');
  });

  it('name the field of what is wrong', () => {
    const numbers = 'VLANs have the numbers 1 to 4094: write them as 20, 100-103.';
    expect(wrongIn({ ...form, tagged: '20, 4095' })).toEqual({ tagged: numbers });
    expect(wrongIn({ ...form, pvid: '0', untagged: '9-8' })).toEqual({ pvid: numbers, untagged: numbers });
    expect(wrongIn({ ...form, pvid: '10-11' })).toEqual({ pvid: 'Only one VLAN can be the PVID.' });
    expect(wrongIn({ ...form, tagged: '11' })).toEqual({ untagged: 'A VLAN is either tagged or untagged.' });
  });
});

describe('a new TAP', () => {
  it('hangs loose and is root’s unless something else is said', () => {
    const form = newTap(house, '');
    expect(editOf(form)).toEqual({ kind: 'tap-create', name: 'tap0', owner: null, to: null });
    expect(editOf({ ...form, owner: ' alice ', to: 'link:br0' })).toMatchObject({
      owner: 'alice',
      to: 'link:br0',
    });
    expect(wrongIn({ ...form, owner: 'Al Ice' })).toEqual({
      owner: 'Enter a user name such as alice, or a number.',
    });
  });
});

describe('a new network', () => {
  const form = newNetwork(house);

  it('is a NAT network on a subnet that nothing on the host uses, with all of it but the host’s to give away', () => {
    expect(editOf(form)).toEqual({
      kind: 'network-define',
      name: 'net1',
      forward: {
        mode: 'nat',
        address: '192.168.150.1/24',
        dhcp: { start: '192.168.150.2', end: '192.168.150.254' },
        dev: null,
      },
      start: true,
      autostart: true,
    });
  });

  it('derives the DHCP range from the address until another one is typed', () => {
    expect(rangeOf({ ...form, address: '10.0.0.1/28' })).toEqual({ start: '10.0.0.2', end: '10.0.0.14' });
    expect(rangeOf({ ...form, address: '10.0.0.1/28', end: '10.0.0.9' })).toEqual({
      start: '10.0.0.2',
      end: '10.0.0.9',
    });
  });

  it('stands on a bridge without an address of its own, and leads nowhere when isolated', () => {
    expect(editOf({ ...form, mode: 'bridge' })).toMatchObject({ forward: { mode: 'bridge', bridge: 'br0' } });
    expect(editOf({ ...form, mode: 'isolated', dev: 'enp3s0', address: ' ' })).toMatchObject({
      forward: { mode: 'isolated', address: null, dhcp: null, dev: null },
    });
  });

  it('says what is wrong with its name', () => {
    expect(wrongIn({ ...form, name: 'a/b' })).toEqual({
      name: 'A network’s name can’t contain slashes or control characters.',
    });
    expect(wrongIn({ ...form, name: ' ' })).toHaveProperty('name');
  });

  it('offers bridges to stand on, and links to lead out through', () => {
    expect(bridgesOf(house).map(({ name }) => name)).toEqual(['br0', 'virbr0']);
    expect(waysOutOf(house)).toEqual(['enp3s0']);
  });
});

describe('freeSubnet', () => {
  const withAddresses = (...addresses: string[]) =>
    topologyOf({ links: [], networks: [aNetwork('n', { bridge: 'virbr9', addresses })] });

  it('overlaps neither a subnet of its size, nor a larger one, nor a smaller one', () => {
    expect(freeSubnet(withAddresses())).toBe('192.168.150.1/24');
    expect(freeSubnet(withAddresses('192.168.150.129/25'))).toBe('192.168.151.1/24');
    expect(freeSubnet(withAddresses('192.168.150.1/23', '192.168.152.7/32'))).toBe('192.168.153.1/24');
    expect(freeSubnet(withAddresses('192.168.3.4/16'))).toBe('');
  });
});

describe('dhcpRange', () => {
  it.each([
    ['192.168.1.1/24', '192.168.1.2', '192.168.1.254'],
    ['192.168.1.254/24', '192.168.1.1', '192.168.1.253'],
    ['10.0.0.9/29', '10.0.0.10', '10.0.0.14'],
    ['10.0.0.1/30', '10.0.0.2', '10.0.0.2'],
  ])('of %s is %s to %s', (address, start, end) => {
    expect(dhcpRange(address)).toEqual({ start, end });
  });

  it.each(['', '10.0.0.1', '10.0.0.1/31', '10.0.0.0/24', '10.0.0.255/24', 'fd00::1/64', 'rubbish'])(
    'of %j is none',
    (address) => {
      expect(dhcpRange(address)).toBeNull();
    },
  );
});

describe('the other forms', () => {
  it('ask for the MTU that is typed', () => {
    const link = nodeIn(house, 'link:enp3s0');
    if (!('operState' in link)) throw new Error('no link');
    const form = mtuOf(link);
    expect(form.mtu).toBe('1500');
    expect(editOf({ ...form, mtu: '9000' })).toEqual({ kind: 'mtu', link: 'link:enp3s0', mtu: 9000 });
    expect(wrongIn({ ...form, mtu: '' })).toEqual({ mtu: 'An MTU must be a whole number of bytes.' });
  });

  it('change of a vNIC only what differs from now', () => {
    const vnic = nodeIn(house, off0);
    if (vnic.kind !== 'vnic') throw new Error('no vNIC');
    const form = changeOf(vnic);
    expect(editOf({ ...form, model: 'e1000' })).toEqual({
      kind: 'vnic-change',
      cable: off0,
      model: 'e1000',
      mac: null,
    });
    expect(editOf({ ...form, mac: '52-54-00-DE-AD-01' })).toMatchObject({
      model: null,
      mac: '52:54:00:de:ad:01',
    });
    expect(editOf({ ...form, tap: ' web-lan ' })).toMatchObject({ model: null, mac: null, tap: 'web-lan' });
    expect(editOf({ ...form, tap: '', tapNow: 'web-lan' })).toMatchObject({ tap: null });
    expect(wrongIn({ ...form, tap: 'vnet7' })).toEqual({
      tap: 'Libvirt ignores a name that begins with vnet, vif, macvtap or macvlan.',
    });
    expect(wrongIn({ ...form, mac: '53:54' })).toEqual({
      mac: 'A MAC has six bytes, the first one even, such as 52:54:00:aa:00:01.',
    });
  });
});
