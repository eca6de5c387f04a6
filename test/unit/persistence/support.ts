import fc from 'fast-check';
import type { BridgeSetup, Device, Form, IpSetup } from '#shared/persistence/model.ts';

/** What the kernel takes for a name and people would not expect. */
export const hostileNames = [
  ...['br"x', "it's", 'a;b', '$(reboot)', '-x', '#c', '<script>', '`id`', 'a&b', '~z', 'yes', 'null', '0x10'],
  ...['1e3', '&anchor', '*alias', '!tag', '- a', '{a}', '[b]', 'a\\b', 'ü✓', '100%', '__proto__', 'all'],
].map((name) => name.replaceAll(' ', '_'));

const name = fc.oneof(
  fc.constantFrom('br0', 'vmbr0', 'enp3s0.20', 'br-lan', ...hostileNames),
  fc.string({
    minLength: 1,
    maxLength: 15,
    unit: fc.integer({ min: 33, max: 126 }).map(String.fromCharCode),
  }),
);

const mtu = fc.constantFrom(1500, 1400, 9000);

function ip(
  addresses: readonly string[],
  to: readonly string[],
  via: readonly string[],
): fc.Arbitrary<IpSetup> {
  return fc.record({
    automatic: fc.boolean(),
    addresses: fc.uniqueArray(fc.constantFrom(...addresses)),
    routes: fc.uniqueArray(
      fc.record({
        to: fc.constantFrom(...to),
        via: fc.constantFrom(...via),
        metric: fc.option(fc.nat(900), { nil: null }),
        onLink: fc.boolean(),
      }),
      { selector: (route) => route.to, maxLength: 3 },
    ),
  });
}

/** Any bridge with cards, a bond and a VLAN under it; no two links of one name, as on any host. */
export const anySetup: fc.Arbitrary<BridgeSetup> = fc
  .record({
    names: fc.uniqueArray(name, { minLength: 6, maxLength: 6 }),
    mac: fc.option(fc.constant('52:54:00:12:34:56'), { nil: null }),
    mtu,
    stp: fc.boolean(),
    forwardDelay: fc.integer({ min: 2, max: 30 }),
    vlanFiltering: fc.boolean(),
    ipv4: ip(['192.168.1.10/24', '10.0.0.1/8'], ['default', '10.20.0.0/16'], ['192.168.1.1', '10.0.0.9']),
    ipv6: ip(['fd00::10/64', '::1:2/96'], ['default', 'fd01::/16'], ['fe80::1', 'fd00::1']),
    linkLocal: fc.boolean(),
    has: fc.record({ card: fc.boolean(), bond: fc.boolean(), vlan: fc.boolean() }),
    portMtu: mtu,
    miimon: fc.constantFrom(0, 100),
    hashPolicy: fc.option(fc.constant('layer3+4'), { nil: null }),
    lacpRate: fc.option(fc.constant('fast'), { nil: null }),
    vlanId: fc.integer({ min: 1, max: 4094 }),
  })
  .map(({ names, has, portMtu, miimon, hashPolicy, lacpRate, vlanId, ...rest }) => {
    const [bridge = '', card = '', bond = '', member = '', vlan = '', parent = ''] = names;
    const base = { mtu: portMtu, elsewhere: false };
    const aBond = { kind: 'bond', mode: '802.3ad', miimon, hashPolicy, lacpRate, members: [member] } as const;
    const devices: Device[] = [
      ...(has.card ? [{ ...base, kind: 'card' as const, name: card, master: bridge }] : []),
      ...(has.bond
        ? [
            { ...base, kind: 'card' as const, name: member, master: bond },
            { ...base, ...aBond, name: bond, master: bridge },
          ]
        : []),
      ...(has.vlan
        ? [
            { ...base, kind: 'card' as const, name: parent, master: null },
            {
              ...base,
              kind: 'vlan' as const,
              name: vlan,
              id: vlanId,
              protocol: '802.1Q',
              lower: parent,
              master: bridge,
            },
          ]
        : []),
    ];
    const ports = devices.filter(({ master }) => master === bridge).map((device) => device.name);
    return { ...rest, name: bridge, vlans: null, ports, devices };
  });

/** The bridge that most people have: one card, one address, one router. */
export const plainSetup: BridgeSetup = {
  name: 'br0',
  mac: '52:54:00:12:34:56',
  mtu: 1500,
  stp: false,
  forwardDelay: 15,
  vlanFiltering: false,
  vlans: null,
  ipv4: {
    automatic: false,
    addresses: ['192.168.1.10/24'],
    routes: [{ to: 'default', via: '192.168.1.1', metric: null, onLink: false }],
  },
  ipv6: { automatic: false, addresses: [], routes: [] },
  linkLocal: true,
  ports: ['enp3s0'],
  devices: [{ kind: 'card', name: 'enp3s0', mtu: 1500, master: 'br0', elsewhere: false }],
};

/** The text of the part whose path ends so; of the only part where nothing is given. */
export function textOf(form: Form, end = ''): string {
  const parts = form.parts.filter(({ path }) => end === '' || path?.endsWith(end));
  if (parts.length !== 1 || parts[0] === undefined) throw new Error(`${parts.length} parts end in ${end}`);
  return parts[0].text;
}

/** Checks that a form that cannot express a setup writes nothing of it, and says which name it is. */
export function isHonestRefusal(form: Form, setup: BridgeSetup): boolean {
  const names = [setup.name, ...setup.devices.map((device) => device.name)];
  return (
    form.apply.length === 0 && form.remarks.some((text) => names.some((one) => text.includes(`“${one}”`)))
  );
}
