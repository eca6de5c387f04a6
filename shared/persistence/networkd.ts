import type { BridgeSetup, Device, Form, FormPart, IpSetup } from './model.ts';
import { fileWord, nameProblem, namesIn, SYSTEMD_NAME } from './names.ts';
import { DEFAULT_MTU, dnsRemark, vlanFilterRemark } from './remarks.ts';

type Section = readonly [name: string, entries: readonly (readonly [key: string, value: string | number])[]];

/**
 * The bridge as files of systemd-networkd. The first `.network` file that matches a link is the only one that counts.
 * Reference: systemd.netdev(5), systemd.network(5).
 */
export function networkdForm(setup: BridgeSetup): Form {
  const problem = nameProblem('systemd-networkd', SYSTEMD_NAME, namesIn(setup));
  if (problem !== null) return { kind: 'networkd', parts: [], apply: [], remarks: [problem] };
  const vlansOf = (name: string) =>
    setup.devices.flatMap((device) => (device.kind === 'vlan' && device.lower === name ? [device.name] : []));
  return {
    kind: 'networkd',
    parts: [
      file(setup.name, 'netdev', bridgeNetdev(setup)),
      file(setup.name, 'network', bridgeNetwork(setup)),
      ...setup.devices.flatMap((device) => deviceFiles(device, setup, vlansOf(device.name))),
    ],
    apply: [{ argv: ['sudo', 'networkctl', 'reload'] }],
    remarks: [
      'If another file in /etc/systemd/network matches one of these links and sorts first, it wins: change that file instead.',
      ...setup.devices
        .filter((device) => device.elsewhere)
        .flatMap(({ name }) => vlansOf(name).map((vlan) => parentRemark(name, vlan))),
      ...dnsRemark(setup, 'add them to the bridge’s [Network] section, as `DNS=`.'),
      ...vlanFilterRemark(setup, true),
    ],
  };
}

function parentRemark(parent: string, vlan: string): string {
  return `Add \`VLAN=${vlan}\` to the [Network] section of the file that configures ${parent}.`;
}

function file(name: string, kind: 'netdev' | 'network', sections: readonly Section[]): FormPart {
  const text = sections.map(([head, entries]) =>
    [`[${head}]`, ...entries.map(([key, value]) => `${key}=${value}`), ''].join('\n'),
  );
  return { path: `/etc/systemd/network/20-${fileWord(name)}.${kind}`, text: text.join('\n') };
}

function bridgeNetdev(setup: BridgeSetup): Section[] {
  return [
    ['NetDev', [['Name', setup.name], ['Kind', 'bridge'], ...macEntry(setup.mac), ...mtuEntry(setup.mtu)]],
    [
      'Bridge',
      [
        ['STP', yesNo(setup.stp)],
        ...(setup.stp ? [['ForwardDelaySec', setup.forwardDelay] as const] : []),
        ...(setup.vlanFiltering ? [['VLANFiltering', 'yes'] as const] : []),
      ],
    ],
  ];
}

function bridgeNetwork(setup: BridgeSetup): Section[] {
  const { ipv4, ipv6 } = setup;
  return [
    ['Match', [['Name', setup.name]]],
    ...linkSection(setup.mtu),
    [
      'Network',
      [
        ['DHCP', ipv4.automatic ? 'ipv4' : 'no'],
        ['IPv6AcceptRA', yesNo(ipv6.automatic)],
        ['LinkLocalAddressing', setup.linkLocal ? 'ipv6' : 'no'],
        // A bridge has no carrier before its first port, and VMs come late.
        ['ConfigureWithoutCarrier', 'yes'],
        ...[...ipv4.addresses, ...ipv6.addresses].map((address) => ['Address', address] as const),
      ],
    ],
    ...routeSections(ipv4),
    ...routeSections(ipv6),
    ...vlanSections(setup, setup.name),
  ];
}

/** With one of them, networkd takes a port out of every VLAN that none of them names. */
function vlanSections({ vlans }: BridgeSetup, link: string): Section[] {
  const own = vlans !== null && Object.hasOwn(vlans, link) ? (vlans[link] ?? []) : [];
  return own.map(({ first, last, pvid, untagged }) => {
    const ids = first === last ? String(first) : `${first}-${last}`;
    return [
      'BridgeVLAN',
      [
        ['VLAN', ids],
        ...(pvid ? [['PVID', first] as const] : []),
        ...(untagged ? [['EgressUntagged', ids] as const] : []),
      ],
    ];
  });
}

function routeSections({ routes }: IpSetup): Section[] {
  return routes.map(({ to, via, metric, onLink }) => [
    'Route',
    [
      ['Gateway', via],
      ...(to === 'default' ? [] : [['Destination', to] as const]),
      ...(metric === null ? [] : [['Metric', metric] as const]),
      ...(onLink ? [['GatewayOnLink', 'yes'] as const] : []),
    ],
  ]);
}

function deviceFiles(device: Device, setup: BridgeSetup, vlans: readonly string[]): FormPart[] {
  if (device.elsewhere) return [];
  const netdev = deviceNetdev(device);
  return [
    ...(netdev === null ? [] : [file(device.name, 'netdev', netdev)]),
    file(device.name, 'network', [
      ['Match', [['Name', device.name]]],
      ...linkSection(device.mtu),
      [
        'Network',
        [
          ...(device.master === null
            ? []
            : [[device.master === setup.name ? 'Bridge' : 'Bond', device.master] as const]),
          ...vlans.map((vlan) => ['VLAN', vlan] as const),
          ['LinkLocalAddressing', 'no'],
        ],
      ],
      ...(device.master === setup.name ? vlanSections(setup, device.name) : []),
    ]),
  ];
}

function deviceNetdev(device: Device): Section[] | null {
  if (device.kind === 'vlan') {
    const protocol = device.protocol === '802.1Q' ? [] : [['Protocol', device.protocol] as const];
    return [
      ['NetDev', [['Name', device.name], ['Kind', 'vlan'], ...mtuEntry(device.mtu)]],
      ['VLAN', [['Id', device.id], ...protocol]],
    ];
  }
  if (device.kind !== 'bond') return null;
  const { mode, miimon, hashPolicy, lacpRate } = device;
  return [
    ['NetDev', [['Name', device.name], ['Kind', 'bond'], ...mtuEntry(device.mtu)]],
    [
      'Bond',
      [
        ['Mode', mode],
        ...(miimon === 0 ? [] : [['MIIMonitorSec', `${miimon}ms`] as const]),
        ...(hashPolicy === null ? [] : [['TransmitHashPolicy', hashPolicy] as const]),
        ...(lacpRate === null ? [] : [['LACPTransmitRate', lacpRate] as const]),
      ],
    ],
  ];
}

function linkSection(mtu: number): Section[] {
  return mtu === DEFAULT_MTU ? [] : [['Link', mtuEntry(mtu)]];
}

function mtuEntry(mtu: number): (readonly ['MTUBytes', number])[] {
  return mtu === DEFAULT_MTU ? [] : [['MTUBytes', mtu]];
}

function macEntry(mac: string | null): (readonly ['MACAddress', string])[] {
  return mac === null ? [] : [['MACAddress', mac]];
}

function yesNo(flag: boolean): string {
  return flag ? 'yes' : 'no';
}
