import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ifupdownForm } from '#shared/persistence/ifupdown.ts';
import type { BridgeSetup, Device } from '#shared/persistence/model.ts';
import { netplanForm } from '#shared/persistence/netplan.ts';
import { networkdForm } from '#shared/persistence/networkd.ts';
import { nmcliCommands, nmcliForm } from '#shared/persistence/nmcli.ts';
import { unseenInText } from '#shared/unseen.ts';
import { anySetup, hostileNames, isHonestRefusal, plainSetup, textOf } from './support.ts';

describe('nmcli', () => {
  it('writes the bridge that most people have as two commands', () => {
    expect(textOf(nmcliForm(plainSetup))).toBe(
      'nmcli connection add type bridge ifname br0 con-name br0 connection.autoconnect-slaves 1 bridge.stp no ' +
        'bridge.mac-address 52:54:00:12:34:56 ipv4.method manual ipv4.addresses 192.168.1.10/24 ' +
        'ipv4.gateway 192.168.1.1 ipv6.method link-local\n\n' +
        "nmcli connection add type ethernet ifname enp3s0 con-name 'br0 port enp3s0' master br0 slave-type bridge\n",
    );
  });

  /** Property and value in turn, as nmcli reads them; each at most once. */
  function propertiesOf(argv: readonly string[]): Map<string, string> {
    const words = argv.slice(3);
    expect(words.length % 2).toBe(0);
    const pairs = words.flatMap((word, index) => (index % 2 === 0 ? [[word, words[index + 1] ?? '']] : []));
    expect(new Set(pairs.map(([key]) => key)).size).toBe(pairs.length);
    return new Map(pairs.map(([key = '', value = '']) => [key, value]));
  }

  it('has each fact as one argument of its own', () => {
    let written = 0;
    fc.assert(
      fc.property(anySetup, (setup) => {
        const form = nmcliForm(setup);
        if (form.parts.length === 0) return isHonestRefusal(form, setup);
        written += 1;
        const [bridge, ...others] = nmcliCommands(setup).map(({ argv }) => propertiesOf(argv));
        expect(bridge?.get('ifname')).toBe(setup.name);
        expect(bridge?.get('bridge.stp')).toBe(setup.stp ? 'yes' : 'no');
        expect(bridge?.get('bridge.forward-delay')).toBe(setup.stp ? String(setup.forwardDelay) : undefined);
        expect(bridge?.get('bridge.vlan-filtering')).toBe(setup.vlanFiltering ? 'yes' : undefined);
        expect(bridge?.get('bridge.mac-address')).toBe(setup.mac ?? undefined);
        for (const [family, { addresses, routes, automatic }] of [
          ['ipv4', setup.ipv4],
          ['ipv6', setup.ipv6],
        ] as const) {
          expect(bridge?.get(`${family}.addresses`)?.split(',') ?? []).toEqual(addresses);
          expect(bridge?.get(`${family}.method`) === 'auto').toBe(automatic);
          const everything = family === 'ipv4' ? '0.0.0.0/0' : '::/0';
          const gateway = bridge?.get(`${family}.gateway`);
          const told = bridge?.get(`${family}.routes`)?.split(', ') ?? [];
          expect([...(gateway === undefined ? [] : [`${everything} ${gateway}`]), ...told].sort()).toEqual(
            routes
              .map(({ to, via, metric, onLink }) => {
                const words = [to === 'default' ? everything : to, via];
                return [
                  ...words,
                  ...(metric === null ? [] : [metric]),
                  ...(onLink ? ['onlink=true'] : []),
                ].join(' ');
              })
              .sort(),
          );
        }
        expect(others.map((each) => [each.get('ifname'), each.get('master') ?? null])).toEqual(
          setup.devices.map((device) => [device.name, device.master]),
        );
        return true;
      }),
      { numRuns: 400 },
    );
    expect(written).toBeGreaterThan(20);
  });

  it.each(hostileNames)('quotes %s for the shell', (name) => {
    const form = nmcliForm({ ...plainSetup, name, devices: [] });
    const isPlain = /^[\w.-]+$/.test(name);
    if (form.parts.length > 0 && !isPlain)
      expect(textOf(form)).toContain(`'${name.replaceAll("'", "'\\''")}'`);
    else expect(form.parts.length > 0 || isHonestRefusal(form, { ...plainSetup, name })).toBe(true);
  });
});

describe('any form', () => {
  it.each(['br\u202e0', 'br\u001b[2J', 'br\u200b0', 'br\u2066'])(
    'shows all of the name %j that it writes',
    (name) => {
      for (const form of [
        nmcliForm,
        networkdForm,
        ifupdownForm,
        (setup: BridgeSetup) => netplanForm(setup, 'networkd'),
      ]) {
        const { parts } = form({ ...plainSetup, name });
        for (const { path, text } of parts) expect(`${path}\n${text}`.search(unseenInText)).toBe(-1);
      }
      expect(textOf(nmcliForm({ ...plainSetup, name }))).toMatch(/ifname 'br'"\$\(printf '(?:\\\d{3})+'\)"/);
    },
  );
});

/** `[Section]` with its entries, in order. */
function sectionsOf(text: string): [string, [string, string][]][] {
  return text
    .trim()
    .split('\n\n')
    .map((block) => {
      const [head = '', ...lines] = block.split('\n');
      const entries = lines.map((line): [string, string] => [
        line.slice(0, line.indexOf('=')),
        line.slice(line.indexOf('=') + 1),
      ]);
      return [head.slice(1, -1), entries];
    });
}

describe('systemd-networkd', () => {
  it('writes a device, the bridge and its port', () => {
    const form = networkdForm(plainSetup);
    expect(form.parts.map(({ path }) => path)).toEqual([
      '/etc/systemd/network/20-br0.netdev',
      '/etc/systemd/network/20-br0.network',
      '/etc/systemd/network/20-enp3s0.network',
    ]);
    expect(textOf(form, 'br0.network')).toBe(`[Match]
Name=br0

[Network]
DHCP=no
IPv6AcceptRA=no
LinkLocalAddressing=ipv6
ConfigureWithoutCarrier=yes
Address=192.168.1.10/24

[Route]
Gateway=192.168.1.1
`);
  });

  it('reads back as the same facts, or says which name it cannot write', () => {
    let written = 0;
    fc.assert(
      fc.property(anySetup, (setup) => {
        const form = networkdForm(setup);
        if (form.parts.length === 0) return isHonestRefusal(form, setup);
        written += 1;
        const files = form.parts.map(({ text }) => sectionsOf(text));
        const fileOf = (name: string, head: string) =>
          files.find((sections) => {
            const first = sections[0];
            return first?.[0] === head && first[1].some(([key, value]) => key === 'Name' && value === name);
          }) ?? [];
        const values = (sections: [string, [string, string][]][], section: string, key: string) =>
          sections.flatMap(([head, entries]) =>
            head === section ? entries.filter(([one]) => one === key).map(([, value]) => value) : [],
          );
        const netdev = fileOf(setup.name, 'NetDev');
        expect(values(netdev, 'Bridge', 'STP')).toEqual([setup.stp ? 'yes' : 'no']);
        expect(values(netdev, 'Bridge', 'ForwardDelaySec')).toEqual(
          setup.stp ? [String(setup.forwardDelay)] : [],
        );
        expect(values(netdev, 'NetDev', 'MACAddress')).toEqual(setup.mac === null ? [] : [setup.mac]);
        const network = fileOf(setup.name, 'Match');
        expect(values(network, 'Network', 'Address')).toEqual([
          ...setup.ipv4.addresses,
          ...setup.ipv6.addresses,
        ]);
        expect(values(network, 'Network', 'DHCP')).toEqual([setup.ipv4.automatic ? 'ipv4' : 'no']);
        expect(values(network, 'Route', 'Gateway')).toEqual(
          [...setup.ipv4.routes, ...setup.ipv6.routes].map(({ via }) => via),
        );
        for (const device of setup.devices) {
          const own = fileOf(device.name, 'Match');
          const master = [...values(own, 'Network', 'Bridge'), ...values(own, 'Network', 'Bond')];
          expect(master).toEqual(device.master === null ? [] : [device.master]);
          expect(values(own, 'Network', 'VLAN')).toEqual(vlansOver(setup, device));
        }
        return true;
      }),
      { numRuns: 400 },
    );
    expect(written).toBeGreaterThan(20);
  });

  function vlansOver({ devices }: BridgeSetup, { name }: Device): string[] {
    return devices.flatMap((device) =>
      device.kind === 'vlan' && device.lower === name ? [device.name] : [],
    );
  }

  it('writes no second file for a parent that has one, and says what to add there', () => {
    const parent = { kind: 'card', name: 'enp3s0', mtu: 1500, master: null, elsewhere: true } as const;
    const vlan = { kind: 'vlan', name: 'lan.20', id: 20, protocol: '802.1ad', lower: 'enp3s0' } as const;
    const devices = [parent, { ...vlan, mtu: 1500, master: 'br0', elsewhere: false }];
    const form = networkdForm({ ...plainSetup, ports: ['lan.20'], devices });
    expect(form.parts.map(({ path }) => path)).not.toContain('/etc/systemd/network/20-enp3s0.network');
    expect(form.remarks).toContain(
      'Add `VLAN=lan.20` to the [Network] section of the file that configures enp3s0.',
    );
    expect(textOf(form, 'lan.20.netdev')).toContain('Protocol=802.1ad');
  });
});

describe('ifupdown', () => {
  it('writes the bridge that most people have', () => {
    expect(textOf(ifupdownForm(plainSetup))).toBe(`iface enp3s0 inet manual

auto br0
iface br0 inet static
    address 192.168.1.10/24
    up ip route add default via 192.168.1.1 dev br0
    bridge_ports enp3s0
    bridge_stp off
    bridge_fd 0
    hwaddress 52:54:00:12:34:56
`);
  });

  it('reads back as the same facts, or says which name it cannot write', () => {
    let written = 0;
    fc.assert(
      fc.property(anySetup, (setup) => {
        const form = ifupdownForm(setup);
        if (form.parts.length === 0) return isHonestRefusal(form, setup);
        written += 1;
        const stanzas = textOf(form).split(/\n(?=(?:auto|iface) )/);
        const lines = stanzas
          .filter((stanza) => stanza.startsWith(`iface ${setup.name} `))
          .flatMap((stanza) => stanza.split('\n').map((line) => line.trim()));
        const values = (key: string) =>
          lines.filter((line) => line.startsWith(`${key} `)).map((line) => line.slice(key.length + 1));
        expect(values('bridge_ports')).toEqual([setup.ports.join(' ') || 'none']);
        expect(values('bridge_stp')).toEqual([setup.stp ? 'on' : 'off']);
        expect(values('address')).toEqual([...setup.ipv4.addresses, ...setup.ipv6.addresses]);
        expect(lines.includes(`iface ${setup.name} inet dhcp`)).toBe(setup.ipv4.automatic);
        expect(lines.includes(`iface ${setup.name} inet6 auto`)).toBe(setup.ipv6.automatic);
        expect(values('hwaddress')).toEqual(setup.mac === null ? [] : [setup.mac]);
        // Nothing of a name may reach the shell that ifupdown starts.
        expect(textOf(form)).not.toMatch(/[;&|`$(){}<>"'\\*?~!]/);
        return true;
      }),
      { numRuns: 2000 },
    );
    expect(written).toBeGreaterThan(5);
  });

  it('refuses what would be syntax in the shell that ifupdown starts', () => {
    for (const name of ['a;b', '$(reboot)', '`id`', '-x', '<script>', "it's"])
      expect(ifupdownForm({ ...plainSetup, name }).parts).toEqual([]);
  });

  it('makes a VLAN by its name where that tells all, and by hand where it does not', () => {
    const base = {
      kind: 'vlan',
      id: 20,
      protocol: '802.1Q',
      lower: 'enp3s0',
      mtu: 1500,
      elsewhere: false,
    } as const;
    const textFor = (name: string, protocol = '802.1Q') =>
      textOf(
        ifupdownForm({ ...plainSetup, ports: [name], devices: [{ ...base, name, protocol, master: 'br0' }] }),
      );
    expect(textFor('enp3s0.20')).toContain('vlan-raw-device enp3s0');
    expect(textFor('vlan20')).toContain('pre-up ip link add link enp3s0 name vlan20 type vlan id 20');
    expect(textFor('enp3s0.20', '802.1ad')).toContain('type vlan protocol 802.1ad id 20');
  });
});
