import { shellLine } from '../edits/shellWords.ts';
import type { BridgeSetup, Device, Form, FormPart, IpSetup } from './model.ts';
import { fileWord, nameProblem, namesIn, SYSTEMD_NAME } from './names.ts';
import { DEFAULT_MTU, dnsRemark, vlanFilterRemark } from './remarks.ts';
import { nothingStanding, type Standing } from './standing.ts';

type Section = readonly [name: string, entries: readonly (readonly [key: string, value: string | number])[]];

/** What a file is named by, so that it comes where it should among the others; the first is the usual one. */
const PREFIXES = ['20-', '00-'] as const;

/**
 * The bridge as files of systemd-networkd. The first `.network` file that matches a link is the only one that counts.
 * Reference: systemd.netdev(5), systemd.network(5).
 */
export function networkdForm(setup: BridgeSetup, { networkd }: Standing = nothingStanding): Form {
  const problem = nameProblem('systemd-networkd', SYSTEMD_NAME, namesIn(setup));
  if (problem !== null) return { kind: 'networkd', parts: [], apply: [], remarks: [problem] };
  const vlansOf = (name: string) =>
    setup.devices.flatMap((device) => (device.kind === 'vlan' && device.lower === name ? [device.name] : []));
  const own = setup.devices.filter(({ elsewhere }) => !elsewhere).map(({ name }) => name);
  const places = new Map([setup.name, ...own].map((name) => [name, placeOf(name, networkd.get(name))]));
  const pathOf = (name: string) => places.get(name)?.path ?? networkPath(PREFIXES[0], name);
  return {
    kind: 'networkd',
    parts: [
      { path: `${FOLDER}/20-${fileWord(setup.name)}.netdev`, text: textOf(bridgeNetdev(setup)) },
      { path: pathOf(setup.name), text: textOf(bridgeNetwork(setup)) },
      ...setup.devices.flatMap((device) =>
        deviceFiles(device, setup, vlansOf(device.name), pathOf(device.name)),
      ),
    ],
    apply: [{ argv: ['sudo', 'networkctl', 'reload'] }],
    remarks: [
      ...[...places.values()].flatMap(({ remark }) => remark ?? []),
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

interface Place {
  readonly path: string;
  /** What to know of a file that has had the link so far. */
  readonly remark: string | null;
}

/**
 * Where the `.network` file of a link goes, so that it comes before the one that networkd takes for it now.
 * @param standing that one’s path; undefined: none is known
 */
function placeOf(name: string, standing: string | undefined): Place {
  const paths = PREFIXES.map((prefix) => networkPath(prefix, name));
  const usual = paths[0] ?? '';
  if (standing === undefined || paths.includes(standing)) return { path: usual, remark: null };
  // Files of all folders are put in one order, by their names alone.
  const path = paths.find((each) => baseOf(each) < baseOf(standing));
  if (path === usual) return { path, remark: null };
  if (path !== undefined)
    return {
      path,
      remark: `${standing} configures ${name} now. The file for ${name} is named to sort before it, and replaces it for ${name}.`,
    };
  const away = shellLine({ argv: ['sudo', 'mv', standing, `${standing}.off`] });
  return {
    path: usual,
    remark: `${standing} configures ${name} now and would win: move it away first, with \`${away}\`.`,
  };
}

const FOLDER = '/etc/systemd/network';

function networkPath(prefix: string, name: string): string {
  return `${FOLDER}/${prefix}${fileWord(name)}.network`;
}

function baseOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function textOf(sections: readonly Section[]): string {
  return sections
    .map(([head, entries]) =>
      [`[${head}]`, ...entries.map(([key, value]) => `${key}=${value}`), ''].join('\n'),
    )
    .join('\n');
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

function deviceFiles(device: Device, setup: BridgeSetup, vlans: readonly string[], path: string): FormPart[] {
  if (device.elsewhere) return [];
  const netdev = deviceNetdev(device);
  const network: Section[] = [
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
  ];
  return [
    ...(netdev === null
      ? []
      : [{ path: `${FOLDER}/20-${fileWord(device.name)}.netdev`, text: textOf(netdev) }]),
    { path, text: textOf(network) },
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
