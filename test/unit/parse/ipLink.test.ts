import { describe, expect, it } from 'vitest';
import { parseIpLink } from '#shared/parse/ipLink.ts';
import { fixture, okValue } from './fixture.ts';

const recorded = okValue(parseIpLink(fixture('ip-j-d-s-link.json')));
const link = (name: string) => recorded.find((one) => one.name === name);

/** One entry of `ip -j -d link`, written by hand after iproute2's source where no recording has such a device. */
function one(fields: Record<string, unknown>) {
  return okValue(parseIpLink(JSON.stringify([{ ifindex: 3, ifname: 'eth0', ...fields }])))[0];
}

describe('parseIpLink on names that are not UTF-8', () => {
  it('keeps each byte as it was shown, and tells it from a backslash of the name', () => {
    const text = String.raw`[{"ifindex":2,"ifname":"br\xff"},{"ifindex":3,"ifname":"\xfe\\xff","master":"br\xff"}]`;
    const links = okValue(parseIpLink(text));
    expect(links.map(({ name, master }) => [name, master])).toEqual([
      ['br\\xff', null],
      ['\\xfe\\xff', 'br\\xff'],
    ]);
  });
});

describe('parseIpLink on what is made of other links', () => {
  it('reads what HSR sends by, and the port of a card that is a switch', () => {
    const data = { slave1: 'eth0', slave2: null, interlink: 'eth2', proto: 0 };
    expect(one({ linkinfo: { info_kind: 'hsr', info_data: data } })?.slaves).toEqual(['eth0', 'eth2']);
    expect(one({ portname: 'pf0vf3', switchid: '0c42' })?.portName).toBe('pf0vf3');
  });
});

describe('parseIpLink on a recorded host', () => {
  it('reads a TAP that is a bridge port', () => {
    expect(link('vnet1')).toEqual({
      name: 'vnet1',
      ifindex: 9,
      mac: 'fe:54:00:aa:00:02',
      mtu: 1500,
      operState: 'UNKNOWN',
      up: true,
      carrier: true,
      linkType: 'ether',
      infoKind: 'tun',
      slaveKind: 'bridge',
      master: 'virbr7',
      lower: null,
      altNames: [],
      alias: null,
      parentBus: null,
      parentDev: null,
      bridge: null,
      bridgePort: { state: 'listening', settings: { cost: '2' } },
      tun: { type: 'tap', persist: false, user: null },
      vlan: null,
      vxlan: null,
      macvlanMode: null,
      bondMode: null,
      vfs: [],
      counters: {
        rxBytes: 0,
        txBytes: 86,
        rxPackets: 0,
        txPackets: 1,
        rxErrors: 0,
        txErrors: 0,
        rxDropped: 0,
        txDropped: 1,
      },
    });
  });

  it('reads a bridge, with its forward delay in seconds', () => {
    expect(link('br0')?.bridge).toEqual({
      stp: false,
      forwardDelay: 15,
      vlanFiltering: false,
      nfCallIptables: false,
    });
    expect(link('virbr7')?.bridge).toMatchObject({ stp: true, forwardDelay: 2 });
    expect(link('virbr7')).toMatchObject({ up: true, carrier: false, operState: 'DOWN' });
  });

  it('reads what a veth is paired with and what a macvtap stands on', () => {
    expect(link('ovl')?.lower).toEqual({ name: 'ovlp', ifindex: null, netnsId: null });
    expect(link('macvtap0')).toMatchObject({ lower: { name: 'ovl' }, macvlanMode: 'bridge' });
  });

  it('finds the same links without details and counters', () => {
    const plain = okValue(parseIpLink(fixture('ip-j-link.json')));
    expect(plain.map(({ name, master }) => [name, master])).toEqual(
      recorded.map(({ name, master }) => [name, master]),
    );
    expect(plain.find(({ name }) => name === 'br0')).toMatchObject({
      infoKind: '',
      bridge: null,
      counters: null,
    });
  });
});

describe('parseIpLink on recorded kinds of links', () => {
  const kinds = okValue(parseIpLink(fixture('parse/ip-j-d-s-link-kinds.json')));
  const kind = (name: string) => kinds.find((each) => each.name === name);

  it('reads a VXLAN with its lower device, which stands in its data only', () => {
    expect(kind('vx')).toMatchObject({
      infoKind: 'vxlan',
      vxlan: { vni: 42, remote: '10.1.0.2', port: 4789 },
      lower: { name: 'v0', ifindex: null, netnsId: null },
    });
  });

  it('reads a persistent TAP, a macvlan, and a veth whose other end is in another namespace', () => {
    expect(kind('tap0')?.tun).toEqual({ type: 'tap', persist: true, user: '4711' });
    expect(kind('m0')).toMatchObject({ macvlanMode: 'vepa', lower: { name: 'v1' } });
    expect(kind('x0')?.lower).toEqual({ name: null, ifindex: 8, netnsId: 0 });
  });

  it('reads alternative names and a description', () => {
    expect(kind('v0')).toMatchObject({ alias: '<b>"uplink"</b>', altNames: ['a;b'] });
  });
});

describe('parseIpLink on single fields', () => {
  it('knows a lower device in another namespace only by its index', () => {
    expect(one({ link_index: 7, link_netnsid: 0 })?.lower).toEqual({ name: null, ifindex: 7, netnsId: 0 });
    expect(one({ link: null })?.lower).toBeNull();
    // A name beside a foreign namespace would be that of an unrelated device here.
    expect(one({ link: 'eth9', link_netnsid: 2 })?.lower).toEqual({ name: null, ifindex: null, netnsId: 2 });
  });

  it('reads what is set on a port, and leaves out what every new one has', () => {
    const port = (data: object) =>
      one({ linkinfo: { info_slave_kind: 'bridge', info_slave_data: { state: 'forwarding', ...data } } })
        ?.bridgePort?.settings;
    expect(
      port({
        ...{ priority: 32, cost: 2, hairpin: false, guard: false, learning: true, flood: true, id: '0x8001' },
        ...{ multicast_router: 1, mcast_flood: true, group_fwd_mask: '0', isolated: false, hold_timer: 0 },
      }),
    ).toEqual({ cost: '2' });
    expect(
      port({
        ...{
          priority: 8,
          cost: 55,
          hairpin: true,
          learning: false,
          multicast_router: 2,
          group_fwd_mask: '0x8',
        },
        ...{ isolated: true, backup_port: 'eth1', mab: null, locked: [] },
      }),
    ).toEqual({
      ...{
        priority: '8',
        cost: '55',
        hairpin: 'on',
        learning: 'off',
        mcast_router: '2',
        group_fwd_mask: '0x8',
      },
      ...{ isolated: 'on', backup_port: 'eth1' },
    });
    expect(one({ linkinfo: { info_slave_kind: 'bridge' } })?.bridgePort?.settings).toEqual({});
  });

  it('reads VLAN, VXLAN and bond', () => {
    const vlan = { info_kind: 'vlan', info_data: { protocol: '802.1Q', id: 20, flags: ['REORDER_HDR'] } };
    expect(one({ linkinfo: vlan, link: 'eth1' })).toMatchObject({
      vlan: { id: 20, protocol: '802.1Q' },
      lower: { name: 'eth1' },
    });
    const vxlan = { info_kind: 'vxlan', info_data: { id: 42, group: '239.1.1.1', link: 'eth1', port: 4789 } };
    expect(one({ linkinfo: vxlan })).toMatchObject({
      vxlan: { vni: 42, remote: '239.1.1.1', port: 4789 },
      lower: { name: 'eth1' },
    });
    expect(one({ linkinfo: { info_kind: 'bond', info_data: { mode: '802.3ad' } } })?.bondMode).toBe(
      '802.3ad',
    );
  });

  it('reads SR-IOV functions as old and new iproute2 print them, and the device behind them', () => {
    const vfinfo_list = [
      { vf: 0, link_type: 'ether', address: '52:54:00:AA:00:01', vlan_list: [{ vlan: 20, qos: 1 }] },
      { vf: 1, mac: '52:54:00:aa:00:02', vlan: 30 },
      {
        ...{ vf: 2, address: '00:00:00:00:00:00', vlan_list: [{}], rate: { max_tx: 100, min_tx: 0 } },
        ...{ spoofchk: true, link_state: 'disable', trust: false, query_rss_en: false },
      },
      { vf: 3, link_state: 'on', spoofchk: 1 },
    ];
    expect(one({ parentbus: 'pci', parentdev: '0000:03:00.0', vfinfo_list })).toMatchObject({
      parentBus: 'pci',
      parentDev: '0000:03:00.0',
      vfs: [
        { index: 0, mac: '52:54:00:aa:00:01', vlan: 20 },
        { index: 1, mac: '52:54:00:aa:00:02', vlan: 30 },
        {
          ...{ index: 2, mac: null, vlan: null },
          ...{ spoofCheck: true, trust: false, linkState: 'disable', maxRate: 100 },
        },
        { index: 3, mac: null, vlan: null },
      ],
    });
  });

  it("reads a TAP's owner by name or number", () => {
    const owned = (user: unknown) =>
      one({ linkinfo: { info_kind: 'tun', info_data: { type: 'tap', persist: true, user } } })?.tun;
    expect(owned('alice')).toEqual({ type: 'tap', persist: true, user: 'alice' });
    expect(owned(1000)?.user).toBe('1000');
  });

  it("takes a tunnel's IP address for no MAC, and InfiniBand's twenty bytes for one", () => {
    expect(one({ link_type: 'sit', address: '192.0.2.1' })?.mac).toBeNull();
    expect(one({ link_type: 'tunnel6', address: 'fe80::1' })?.mac).toBeNull();
    const infiniband = '80:00:02:08:fe:80:00:00:00:00:00:00:f4:52:14:03:00:7b:cb:a1';
    expect(one({ link_type: 'infiniband', address: infiniband })?.mac).toBe(infiniband);
  });

  it('keeps hostile names and descriptions as they are', () => {
    const hostile = { ifname: 'a;b', ifalias: '<script>\n"', altnames: ['-x', '__proto__'] };
    expect(one(hostile)).toMatchObject({
      name: 'a;b',
      alias: '<script>\n"',
      altNames: ['-x', '__proto__'],
    });
  });

  it('counts an optional field of an unexpected type as absent', () => {
    const odd = { mtu: '1500', flags: 'UP', master: 7, linkinfo: [], address: 5, altnames: {}, stats64: 'x' };
    expect(one(odd)).toMatchObject({
      mtu: 0,
      up: false,
      master: null,
      infoKind: '',
      mac: null,
      altNames: [],
    });
  });
});

describe('parseIpLink on broken output', () => {
  it('drops the empty entries of older iproute2', () => {
    expect(okValue(parseIpLink('[{},{"ifindex":1,"ifname":"lo"},{}]')).map(({ name }) => name)).toEqual([
      'lo',
    ]);
  });

  it('reads an alias with a bell and escapes in it, which iproute2 prints as they are', () => {
    const text =
      '[{"ifindex":1,"ifname":"lo","ifalias":"\u0007 \u001b[31mred"},{"ifindex":2,"ifname":"eth0"}]';
    expect(okValue(parseIpLink(text))).toMatchObject([{ alias: '\u0007 \u001b[31mred' }, { name: 'eth0' }]);
  });

  it.each([
    ['nothing', '', 'ip link printed nothing.'],
    ['text', '1: lo: <LOOPBACK> mtu 65536', 'not JSON: “1: lo'],
    ['a list that is cut in its first entry', '[{"ifindex":1,"ifname":"lo",', 'not JSON'],
    ['an object', '{"a":1}', 'not a list'],
    ['an entry without a name', '[{"ifindex":1,"mtu":5}]', 'names no interface: “{"ifindex":1,"mtu":5}”'],
  ])('says what is wrong with %s', (_, text, message) => {
    expect(parseIpLink(text)).toEqual({ ok: false, message: expect.stringContaining(message) });
  });

  it.each([
    ['without a name', '{"ifindex":2,"mtu":5}', 'names no interface: “{"ifindex":2,"mtu":5}”', null],
    ['with an index that is no number', '{"ifindex":1e999,"ifname":"eth0"}', 'names no interface', 'eth0'],
    ['that is no object', '7', 'entry 2 is not an object: “7”', null],
  ])('keeps the others of a list with an entry %s, and tells of it', (_, entry, words, name) => {
    const read = parseIpLink(`[{"ifindex":1,"ifname":"lo"},${entry},{"ifindex":3,"ifname":"br0"}]`);
    expect(okValue(read).map((link) => link.name)).toEqual(['lo', 'br0']);
    expect(read).toMatchObject({ odd: [{ name, words: expect.stringContaining(words), loss: 'missing' }] });
  });
});
