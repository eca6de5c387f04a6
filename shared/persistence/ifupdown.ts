import { newPortVlans, vlanChanges } from '#shared/host/portVlan.ts';
import type { BridgeSetup, Device, Form, IpSetup } from './model.ts';
import { fileWord, IFUPDOWN_NAME, nameProblem, namesIn } from './names.ts';
import { DEFAULT_MTU, dnsRemark, isServiceVlan, vlanEntry, vlanFilterRemark } from './remarks.ts';
import { nothingStanding, type Standing } from './standing.ts';

/**
 * The bridge as a part of /etc/network/interfaces, in the words that ifupdown (with bridge-utils and ifenslave) and
 * ifupdown2 have in common. Reference: interfaces(5), bridge-utils-interfaces(5).
 */
export function ifupdownForm(setup: BridgeSetup, { ifupdown }: Standing = nothingStanding): Form {
  const problem = nameProblem('ifupdown', IFUPDOWN_NAME, namesIn(setup));
  if (problem !== null) return { kind: 'ifupdown', parts: [], apply: [], remarks: [problem] };
  const stanzas = [...setup.devices.flatMap(deviceStanza), ...bridgeStanzas(setup)];
  const path = `/etc/network/interfaces.d/${fileWord(setup.name).replaceAll('.', '_')}`;
  const hasBond = setup.devices.some(({ kind }) => kind === 'bond');
  return {
    kind: 'ifupdown',
    parts: [{ path, text: stanzas.map((lines) => `${lines.join('\n')}\n`).join('\n') }],
    apply: [{ argv: ['ifquery', setup.name] }, { argv: ['sudo', 'ifup', setup.name] }],
    remarks: [
      `ifupdown needs the package bridge-utils${hasBond ? ' and, for the bond, ifenslave' : ''}; ifupdown2 needs neither.`,
      ...standingRemarks(setup, path, ifupdown),
      '/etc/network/interfaces must have the line `source /etc/network/interfaces.d/*`, and tell of none of these links itself.',
      ...dnsRemark(setup, 'they stay where they are, in /etc/resolv.conf or as `dns-nameservers`.'),
      ...vlanFilterRemark(setup, true),
    ],
  };
}

/** A link that two stanzas tell of is configured by both. */
function standingRemarks(setup: BridgeSetup, path: string, files: ReadonlyMap<string, string>): string[] {
  const own = setup.devices.filter(({ elsewhere }) => !elsewhere).map(({ name }) => name);
  return [setup.name, ...own].flatMap((link) => {
    const file = files.get(link);
    if (file === undefined || file === path) return [];
    return [
      `${file} configures ${link} now, by \`iface ${link}\`: remove that stanza and its \`auto\` or \`allow-hotplug\` line, or both take effect.`,
    ];
  });
}

function deviceStanza(device: Device): string[][] {
  const { name } = device;
  if (device.kind === 'foreign' || device.elsewhere) return [];
  return [
    [
      // A card is brought up by the bridge, bond or VLAN that has it.
      ...(device.kind === 'card' ? [] : [`auto ${name}`]),
      `iface ${name} inet manual`,
      ...(device.kind === 'bond' ? bondOptions(device) : []),
      ...(device.kind === 'vlan' ? vlanOptions(device) : []),
      ...mtuOption(device.mtu),
    ],
  ];
}

function bondOptions({
  members,
  mode,
  miimon,
  hashPolicy,
  lacpRate,
}: Extract<Device, { kind: 'bond' }>): string[] {
  return [
    `    bond-slaves ${members.length === 0 ? 'none' : members.join(' ')}`,
    `    bond-mode ${mode}`,
    ...(miimon === 0 ? [] : [`    bond-miimon ${miimon}`]),
    ...(hashPolicy === null ? [] : [`    bond-xmit-hash-policy ${hashPolicy}`]),
    ...(lacpRate === null ? [] : [`    bond-lacp-rate ${lacpRate}`]),
  ];
}

/** Only a name such as `eth0.20` tells ifupdown that it is a VLAN, and which; any other is made by hand. */
function vlanOptions(vlan: Extract<Device, { kind: 'vlan' }>): string[] {
  const { name, lower, id } = vlan;
  if (name === `${lower}.${id}` && !isServiceVlan(vlan)) return [`    vlan-raw-device ${lower}`];
  const protocol = isServiceVlan(vlan) ? ` protocol ${vlan.protocol}` : '';
  return [
    `    pre-up ip link set dev ${lower} up`,
    `    pre-up ip link add link ${lower} name ${name} type vlan${protocol} id ${id}`,
    `    post-down ip link del dev ${name}`,
  ];
}

/** The bridge's own options stand once, in its first stanza; each further address has a stanza of its own. */
function bridgeStanzas(setup: BridgeSetup): string[][] {
  const stanzas = [
    ...familyStanzas(setup.name, 'inet', setup.ipv4),
    ...familyStanzas(setup.name, 'inet6', setup.ipv6),
  ];
  const [first = [`iface ${setup.name} inet manual`], ...others] = stanzas;
  const isDhcp = first[0]?.endsWith(' dhcp') === true;
  return [[`auto ${setup.name}`, ...first, ...bridgeOptions(setup, isDhcp)], ...others];
}

function bridgeOptions(setup: BridgeSetup, isDhcp: boolean): string[] {
  const { name, ports, stp, forwardDelay, vlanFiltering, mac, mtu } = setup;
  return [
    `    bridge_ports ${ports.length === 0 ? 'none' : ports.join(' ')}`,
    `    bridge_stp ${stp ? 'on' : 'off'}`,
    // Without STP nothing waits for it, and 0 tells ifup so.
    `    bridge_fd ${stp ? forwardDelay : 0}`,
    ...(vlanFiltering ? [`    up ip link set dev ${name} type bridge vlan_filtering 1`] : []),
    ...vlanLines(setup),
    ...(mac === null ? [] : [`    hwaddress ${mac}`]),
    // DHCP's stanza has no `mtu`.
    ...(isDhcp && mtu !== DEFAULT_MTU ? [`    up ip link set dev ${name} mtu ${mtu}`] : mtuOption(mtu)),
  ];
}

/** In words that ifupdown takes as well, which knows none of `bridge-vids` and `bridge-pvid`. */
function vlanLines({ name, vlans }: BridgeSetup): string[] {
  return Object.entries(vlans ?? {}).flatMap(([link, own]) => {
    const self = link === name ? ' self' : '';
    return vlanChanges(newPortVlans(1), own).map(({ vlans: each, present }) =>
      present
        ? `    up bridge vlan add dev ${link} vid ${vlanEntry(each)}${self}`
        : `    up bridge vlan del dev ${link} vid ${each.first}${self}`,
    );
  });
}

function familyStanzas(name: string, family: 'inet' | 'inet6', setup: IpSetup): string[][] {
  const { automatic, addresses, routes } = setup;
  const stanzas = [
    ...(automatic ? [[`iface ${name} ${family} ${family === 'inet' ? 'dhcp' : 'auto'}`]] : []),
    ...addresses.map((address) => [`iface ${name} ${family} static`, `    address ${address}`]),
  ];
  const last = stanzas.pop();
  if (last === undefined) return [];
  const version = family === 'inet' ? '' : '-6 ';
  const lines = routes.map(({ to, via, metric, onLink }) => {
    const more = `${metric === null ? '' : ` metric ${metric}`}${onLink ? ' onlink' : ''}`;
    return `    up ip ${version}route add ${to} via ${via} dev ${name}${more}`;
  });
  // In the last one, as a route's gateway may lie in any of the addresses' prefixes.
  return [...stanzas, [...last, ...lines]];
}

function mtuOption(mtu: number): string[] {
  return mtu === DEFAULT_MTU ? [] : [`    mtu ${mtu}`];
}
