import { describe, expect, it } from 'vitest';
import type { LinkAddress, Route } from '#shared/host/address.ts';
import type { Link } from '#shared/host/link.ts';
import { noNetworkSetup } from '#shared/host/networkSetup.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import type { BridgePersistence, FormKind } from '#shared/persistence/model.ts';
import { bridgePersistence } from '#shared/persistence/persistence.ts';
import { bridgeSetup } from '#shared/persistence/setup.ts';
import { gatherFacts } from '#shared/topology/facts.ts';
import { aLink, allSources, aNetwork, aSnapshot } from '../support/facts.ts';
import { recordedLab } from '../support/snapshot.ts';

const bridge = (name: string, over: Partial<Link> = {}) =>
  aLink(name, {
    infoKind: 'bridge',
    mac: '02:00:00:00:00:01',
    bridge: { stp: false, forwardDelay: 15, vlanFiltering: false, nfCallIptables: false },
    ...over,
  });
const card = (name: string, master: string | null, over: Partial<Link> = {}) =>
  aLink(name, { master, parentBus: 'pci', mac: '02:00:00:00:00:09', ...over });

function setupOf(snapshot: HostSnapshot, name = 'br0') {
  const facts = gatherFacts(snapshot);
  const link = facts.links.get(name);
  if (link === undefined) throw new Error(`no ${name}`);
  return bridgeSetup(link, facts);
}

function keptOf(over: Partial<HostSnapshot>, name = 'br0'): BridgePersistence {
  const kept = bridgePersistence(aSnapshot(over), name, []);
  if (kept === null) throw new Error(`no ${name}`);
  return kept;
}

const inet = (address: string, over: Partial<LinkAddress> = {}): LinkAddress => ({
  ...{ link: 'br0', family: 'inet', address, prefixLength: 24, scope: 'global' },
  ...over,
});
const way = (over: Partial<Route>): Route => ({
  ...{ family: 'inet', destination: 'default', gateway: '192.168.1.1', link: 'br0', metric: 0 },
  ...over,
});

describe('what is kept of a bridge', () => {
  it('is what leads out of the host, and no cable of a VM or container', () => {
    const { ports, devices } = setupOf(recordedLab());
    expect(ports).toEqual(['enp3s0']);
    expect(devices).toMatchObject([{ kind: 'card', name: 'enp3s0', master: 'br0' }]);
  });

  it('is DHCP where the address came by it, and the address where somebody set it', () => {
    const addresses = [
      inet('192.168.1.77', { dynamic: true }),
      inet('10.0.0.1'),
      inet('fe80::1', { family: 'inet6', scope: 'link' }),
    ];
    const routes = [
      way({ protocol: 'dhcp' }),
      way({ destination: '192.168.1.0/24', gateway: null, protocol: 'kernel' }),
    ];
    const setup = setupOf(aSnapshot({ links: [bridge('br0')], addresses, routes }));
    expect(setup.ipv4).toEqual({ automatic: true, addresses: ['10.0.0.1/24'], routes: [] });
    expect(setup.ipv6).toEqual({ automatic: false, addresses: [], routes: [] });
    expect(setup.linkLocal).toBe(true);
  });

  it('is DHCP where only the route tells of it, as some clients give addresses no lifetime', () => {
    const setup = setupOf(aSnapshot({ links: [bridge('br0')], routes: [way({ protocol: 'dhcp' })] }));
    expect(setup.ipv4.automatic).toBe(true);
  });

  it('is DHCP where dhclient had asked for its card, though nothing that moved along names the lease', () => {
    const addresses = [inet('10.0.0.1'), inet('192.168.1.77')];
    const facts = aSnapshot({
      links: [bridge('br0'), card('enp3s0', 'br0')],
      addresses,
      routes: [way({}), way({ destination: '10.20.0.0/16', gateway: '10.0.0.9' })],
      networkSetup: { ...noNetworkSetup, ifupdown: ['enp3s0'], ifupdownLeases: ['enp3s0'] },
    });
    const own = [{ to: '10.20.0.0/16', via: '10.0.0.9', metric: null, onLink: false }];
    expect(setupOf(facts).ipv4).toEqual({ automatic: true, addresses: ['10.0.0.1/24'], routes: own });

    const configured = { ...noNetworkSetup, ifupdown: ['br0', 'enp3s0'], ifupdownLeases: ['enp3s0'] };
    expect(setupOf({ ...facts, networkSetup: configured }).ipv4).toMatchObject({
      automatic: false,
      addresses: ['10.0.0.1/24', '192.168.1.77/24'],
    });
  });

  it('are the routes that somebody set through it, with what makes them special', () => {
    const routes = [
      way({}),
      way({ destination: '10.20.0.0/16', metric: 50, protocol: 'static', onLink: true }),
      way({ link: 'br1' }),
      way({ gateway: 'fe80::1' }),
      way({ family: 'inet6', gateway: 'fd00::1', metric: 1024 }),
    ];
    const { ipv4, ipv6 } = setupOf(aSnapshot({ links: [bridge('br0')], routes }));
    expect(ipv4.routes).toEqual([
      { to: 'default', via: '192.168.1.1', metric: null, onLink: false },
      { to: '10.20.0.0/16', via: '192.168.1.1', metric: 50, onLink: true },
    ]);
    expect(ipv6.routes).toEqual([{ to: 'default', via: 'fd00::1', metric: null, onLink: false }]);
  });

  it('is its MAC, unless it has that of a TAP, which goes with its VM', () => {
    const tap = aLink('vnet0', { infoKind: 'tun', master: 'br0', mac: '02:00:00:00:00:01' });
    const enp3s0 = card('enp3s0', 'br0');
    const macOf = (links: readonly Link[]) => setupOf(aSnapshot({ links })).mac;
    expect(macOf([bridge('br0'), enp3s0])).toBe('02:00:00:00:00:01');
    expect(macOf([bridge('br0'), enp3s0, tap])).toBeNull();
    expect(macOf([bridge('br0'), card('enp3s0', 'br0', { mac: tap.mac }), tap])).toBe('02:00:00:00:00:01');
  });

  it('are the bond and the VLAN under it, the lowest first', () => {
    const bond = { miimon: 100, hashPolicy: 'layer3+4', lacpRate: 'fast' };
    const links = [
      bridge('br0'),
      aLink('bond0', { infoKind: 'bond', bondMode: '802.3ad', bond }),
      card('enp1s0', 'bond0'),
      card('enp2s0', 'bond0'),
      aLink('bond0.20', {
        infoKind: 'vlan',
        master: 'br0',
        vlan: { id: 20, protocol: '802.1Q' },
        lower: { name: 'bond0', ifindex: null, netnsId: null },
      }),
    ];
    expect(setupOf(aSnapshot({ links })).devices).toMatchObject([
      { kind: 'card', name: 'enp1s0', master: 'bond0' },
      { kind: 'card', name: 'enp2s0', master: 'bond0' },
      { kind: 'bond', name: 'bond0', master: null, members: ['enp1s0', 'enp2s0'], ...bond },
      { kind: 'vlan', name: 'bond0.20', master: 'br0', id: 20, lower: 'bond0' },
    ]);
  });

  it('comes to an end where links name each other as what they rest on', () => {
    const over = (lower: string) => ({
      ...{ infoKind: 'vlan', master: 'br0', vlan: { id: 1, protocol: '802.1Q' } },
      lower: { name: lower, ifindex: null, netnsId: null },
    });
    const { devices } = setupOf(
      aSnapshot({ links: [bridge('br0'), aLink('a', over('b')), aLink('b', over('a'))] }),
    );
    expect(devices.map(({ name }) => name).sort()).toEqual(['a', 'b']);
  });

  it('tells what must be made elsewhere: tunnels, and parents that are configured for themselves', () => {
    const lower = { name: 'enp3s0', ifindex: null, netnsId: null };
    const vlan = { infoKind: 'vlan', vlan: { id: 20, protocol: '802.1Q' }, lower };
    const links = [
      bridge('br0'),
      card('enp3s0', 'br1'),
      bridge('br1'),
      aLink('enp3s0.20', { ...vlan, master: 'br0' }),
    ];
    expect(keptOf({ links }).remarks.join('\n')).toContain('enp3s0 has a configuration of its own');
    const vxlan = aLink('vxlan100', { infoKind: 'vxlan', master: 'br0' });
    expect(keptOf({ links: [bridge('br0'), vxlan] }).remarks.join('\n')).toContain('How vxlan100 is made');
  });

  it('warns where the way out of the host leads through it', () => {
    const links = [bridge('br0'), card('enp3s0', 'br0')];
    expect(keptOf({ links, routes: [way({})] }).remarks.join('\n')).toContain('over SSH may be cut off');
    expect(keptOf({ links }).remarks).toEqual([]);
  });

  it('says what Patchbay plugged itself, and whether the forms keep that', () => {
    const links = [bridge('br0'), card('enp3s0', 'br0'), aLink('tap0', { infoKind: 'tun', master: 'br1' })];
    const moves = [
      { link: 'enp3s0', was: null, now: 'br0' },
      { link: 'tap0', was: 'br0', now: 'br1' },
      { link: 'tap9', was: null, now: 'br0' },
    ];
    expect(bridgePersistence(aSnapshot({ links }), 'br0', moves)?.remarks).toEqual([
      'enp3s0 is here until the next boot: Patchbay connected it, and it was on no bridge before. What follows keeps it here.',
      'tap0 is on br1 until the next boot: Patchbay connected it, and it was on br0 before.',
    ]);
  });

  it('says when the facts are old', () => {
    const sources = allSources({ 'ip-addr': 'failed' });
    expect(keptOf({ links: [bridge('br0')], sources }).remarks.join()).toContain('may be outdated');
  });
});

describe('a bridge that others make', () => {
  const virbr0 = bridge('virbr0');
  const network = (over: Parameters<typeof aNetwork>[1]) =>
    keptOf(
      { links: [virbr0], networks: [aNetwork('default', { bridge: 'virbr0', forward: 'nat', ...over })] },
      'virbr0',
    );

  it("is left to libvirt where it is its network's, which says whether it starts at boot", () => {
    const started = network({ autostart: true });
    expect(started.forms).toEqual([]);
    expect(started.keeper).toMatchObject({
      message: expect.stringContaining('there is nothing to save'),
      commands: [],
    });
    expect(network({ autostart: false }).keeper?.commands.map(({ argv }) => argv.slice(3))).toEqual([
      ['net-autostart', '--network', 'default'],
    ]);
    expect(network({ persistent: false }).keeper?.message).toContain('transient');
  });

  it('is the user’s own where the network only uses it, or does not run', () => {
    expect(network({ forward: 'bridge' }).forms).toHaveLength(4);
    expect(network({ active: false }).forms).toHaveLength(4);
  });

  it('is told by name where only that tells, and has its forms all the same', () => {
    for (const [name, owner] of [
      ['docker0', 'Docker'],
      ['br-0123456789ab', 'Docker'],
      ['lxdbr0', 'LXD'],
      ['fwbr100i0', 'Proxmox'],
    ] as const) {
      const kept = keptOf({ links: [bridge(name)] }, name);
      expect(kept.keeper?.message).toContain(`By its name ${name} is ${owner}`);
      expect(kept.forms).toHaveLength(4);
    }
    expect(keptOf({ links: [bridge('br0')] }).keeper).toBeNull();
  });

  it('is left to Open vSwitch', () => {
    const kept = keptOf({ links: [aLink('ovsbr0', { infoKind: 'openvswitch' })] }, 'ovsbr0');
    expect([kept.keeper?.message, kept.forms]).toEqual([expect.stringContaining('Open vSwitch'), []]);
  });

  it('is none where there is no such bridge', () => {
    expect(bridgePersistence(aSnapshot({ links: [card('enp3s0', null)] }), 'enp3s0', [])).toBeNull();
    expect(bridgePersistence(aSnapshot(), '__proto__', [])).toBeNull();
  });
});

describe('which form comes first', () => {
  const links = [bridge('br0'), card('enp3s0', 'br0')];
  const first = (networkSetup: Partial<HostSnapshot['networkSetup']>, over: Partial<HostSnapshot> = {}) => {
    const kept = keptOf({ links, networkSetup: { ...noNetworkSetup, ...networkSetup }, ...over });
    return {
      kind: kept.forms[0]?.kind,
      words: kept.inUse,
      all: new Set(kept.forms.map(({ kind }) => kind)).size,
    };
  };

  it.each<[FormKind, Partial<HostSnapshot['networkSetup']>]>([
    ['networkmanager', { networkManager: [{ link: 'br0', profile: 'bridge' }] }],
    ['networkmanager', { networkManager: [{ link: 'br0', profile: 'bridge' }], netplan: true }],
    ['netplan', { networkManager: [{ link: 'br0', profile: 'netplan-br0' }], netplan: true }],
    ['netplan', { networkd: ['br0'], netplan: true }],
    ['networkd', { networkd: ['br0'], networkManager: [{ link: 'wlan0', profile: 'home' }] }],
    ['ifupdown', { ifupdown: ['br0'], networkManager: [{ link: 'wlan0', profile: 'home' }] }],
  ])('is that of the program that configures the bridge: %s', (kind, setup) => {
    expect(first(setup)).toMatchObject({
      kind,
      words: expect.stringContaining('configures br0 on this host'),
      all: 4,
    });
  });

  it('is that of its port or of the way out where nobody tells of the bridge, and says that it will be lost', () => {
    expect(first({ ifupdown: ['enp3s0'], networkd: ['wlan0'] }).kind).toBe('ifupdown');
    const lost = first(
      { networkd: ['eth9', 'wlan0'], ifupdown: ['eth9'] },
      { routes: [way({ link: 'wlan0' })] },
    );
    expect(lost).toMatchObject({ kind: 'networkd', words: expect.stringContaining('gone at the next boot') });
  });

  it('claims no loss where a program did not answer', () => {
    const sources = allSources({ 'network-setup': 'partial' });
    expect(first({ networkd: ['wlan0'] }, { sources }).words).toBe('This host uses systemd-networkd.');
  });

  it('is the likeliest where nothing is known, and says that it is not known', () => {
    expect(first({})).toMatchObject({
      kind: 'netplan',
      words: expect.stringContaining('couldn’t check which'),
      all: 4,
    });
  });

  it('hands Netplan the back end that runs', () => {
    const kept = keptOf({
      links,
      networkSetup: {
        ...noNetworkSetup,
        netplan: true,
        networkManager: [{ link: 'br0', profile: 'netplan-br0' }],
      },
    });
    expect(kept.forms[0]?.parts[0]?.text).toContain('renderer: NetworkManager');
  });
});

describe('what configures a port now and stands in the way', () => {
  const links = [bridge('br0', { ifindex: 9 }), card('eno1', 'br0', { ifindex: 3 })];
  const formOf = (kind: FormKind, networkSetup: Partial<HostSnapshot['networkSetup']>) => {
    const { forms } = keptOf({ links, networkSetup: { ...noNetworkSetup, ...networkSetup } });
    const form = forms.find((each) => each.kind === kind);
    if (form === undefined) throw new Error(`no ${kind}`);
    return form;
  };
  const pathsOf = (kind: FormKind, networkSetup: Partial<HostSnapshot['networkSetup']>) =>
    formOf(kind, networkSetup).parts.map(({ path }) => path);
  const networkd = (file: string) => ({ networkd: ['eno1'], networkdFiles: [{ ifindex: 3, file }] });

  it('is outrun by the name of networkd’s new file, and told', () => {
    const installer = networkd('/etc/systemd/network/10-uplink.network');
    expect(pathsOf('networkd', installer)).toEqual([
      '/etc/systemd/network/20-br0.netdev',
      '/etc/systemd/network/20-br0.network',
      '/etc/systemd/network/00-eno1.network',
    ]);
    expect(formOf('networkd', installer).remarks.join('\n')).toContain(
      '/etc/systemd/network/10-uplink.network configures eno1 now. The file for eno1 is named to sort before it',
    );
  });

  it.each([
    ['/etc/systemd/network/50-dhcp.network'],
    ['/etc/systemd/network/20-eno1.network'],
    ['/etc/systemd/network/00-eno1.network'],
  ])('is not in the way where it comes later, or is the text’s own: %s', (file) => {
    const { parts, remarks } = formOf('networkd', networkd(file));
    expect(parts.at(-1)?.path).toBe('/etc/systemd/network/20-eno1.network');
    expect(remarks.join('\n')).not.toContain('configures eno1 now');
  });

  it('is to be moved away where nothing can come before it, by a command that any name survives', () => {
    const first = networkd("/run/systemd/network/00-a'b.network");
    expect(pathsOf('networkd', first)).toContain('/etc/systemd/network/20-eno1.network');
    expect(formOf('networkd', first).remarks.join('\n')).toContain(
      `sudo mv '/run/systemd/network/00-a'\\''b.network' '/run/systemd/network/00-a'\\''b.network.off'`,
    );
  });

  it('is a profile of NetworkManager’s, which the last command keeps down at the next boot', () => {
    const form = formOf('networkmanager', {
      networkManager: [{ link: 'eno1', profile: 'Wired connection 1' }],
    });
    expect(form.parts[0]?.text.trim().split('\n').at(-1)).toBe(
      "nmcli connection modify id 'Wired connection 1' connection.autoconnect no",
    );
    expect(form.remarks.join('\n')).toContain('The profile “Wired connection 1” brings up eno1 now');
    const own = formOf('networkmanager', { networkManager: [{ link: 'eno1', profile: 'br0 port eno1' }] });
    expect(own.parts[0]?.text).not.toContain('autoconnect no');
  });

  it('is a stanza of ifupdown’s, named with its file', () => {
    const files = [{ link: 'eno1', file: '/etc/network/interfaces' }];
    const form = formOf('ifupdown', { ifupdown: ['eno1'], ifupdownFiles: files });
    expect(form.remarks.join('\n')).toContain(
      '/etc/network/interfaces configures eno1 now, by `iface eno1`: remove that stanza',
    );
    const own = [{ link: 'eno1', file: '/etc/network/interfaces.d/br0' }];
    expect(formOf('ifupdown', { ifupdown: ['eno1'], ifupdownFiles: own }).remarks.join('\n')).not.toContain(
      'configures eno1 now',
    );
  });
});
