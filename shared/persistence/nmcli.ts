import type { Command } from '#shared/host/command.ts';
import { shellLine } from '../edits/shellWords.ts';
import type { BridgeSetup, Device, Form, IpSetup, RouteSetup } from './model.ts';
import { NETWORKMANAGER_NAME, nameProblem, namesIn } from './names.ts';
import { DEFAULT_MTU, dnsRemark, vlanEntry, vlanFilterRemark } from './remarks.ts';
import { nothingStanding, type Standing } from './standing.ts';

/** What NetworkManager takes for a forward delay, in seconds; the kernel takes no other where STP is on. */
const FORWARD_DELAY = { least: 2, most: 30 };

/**
 * The bridge as profiles of NetworkManager, made by nmcli. `master` and `slave-type` are the names that every release
 * takes. Reference: nm-settings-nmcli(5).
 */
export function nmcliForm(setup: BridgeSetup, { networkManager }: Standing = nothingStanding): Form {
  const problem = nameProblem('NetworkManager', NETWORKMANAGER_NAME, namesIn(setup));
  if (problem !== null) return { kind: 'networkmanager', parts: [], apply: [], remarks: [problem] };
  const standing = standingProfiles(setup, networkManager);
  return {
    kind: 'networkmanager',
    // A blank line between them, as each is broken into several on a screen.
    parts: [
      {
        path: null,
        text: `${[...nmcliCommands(setup), ...standing.map(quiet)].map(shellLine).join('\n\n')}\n`,
      },
    ],
    apply: [{ argv: ['nmcli', 'connection', 'up', 'id', setup.name] }],
    remarks: [
      'NetworkManager may bring a new profile up at once, without waiting for the last command.',
      ...standing.map(
        ({ link, profile }) =>
          `The profile “${profile}” brings up ${link} now: the last commands keep it from doing so at the next boot.`,
      ),
      'If a port has a profile already (`nmcli device` shows it), delete that, or it may come up instead of the new one.',
      ...dnsRemark(setup, 'add them with `nmcli connection modify`, as `ipv4.dns` and `ipv6.dns`.'),
      ...vlanFilterRemark(setup, true),
    ],
  };
}

/** Profiles that bring up the ports now, and would do so again in place of the new ones. */
function standingProfiles(setup: BridgeSetup, profiles: ReadonlyMap<string, string>) {
  return setup.devices.flatMap((device) => {
    const profile = device.elsewhere ? undefined : profiles.get(device.name);
    return profile === undefined || profile === profileName(device) ? [] : [{ link: device.name, profile }];
  });
}

function quiet({ profile }: { readonly profile: string }): Command {
  return { argv: ['nmcli', 'connection', 'modify', 'id', profile, 'connection.autoconnect', 'no'] };
}

/** The bridge first, as its ports name it; then each device before what rests on it. */
export function nmcliCommands(setup: BridgeSetup): readonly Command[] {
  return [add(bridgeWords(setup)), ...setup.devices.flatMap((device) => deviceCommands(device, setup))];
}

function add(words: readonly string[]): Command {
  return { argv: ['nmcli', 'connection', 'add', ...words] };
}

function bridgeWords(setup: BridgeSetup): string[] {
  const { least, most } = FORWARD_DELAY;
  const delay = Math.min(most, Math.max(least, setup.forwardDelay));
  return [
    ...['type', 'bridge', 'ifname', setup.name, 'con-name', setup.name, 'connection.autoconnect-slaves', '1'],
    ...['bridge.stp', yesNo(setup.stp), ...(setup.stp ? ['bridge.forward-delay', String(delay)] : [])],
    ...(setup.vlanFiltering ? ['bridge.vlan-filtering', 'yes'] : []),
    ...vlanWords('bridge.vlans', setup, setup.name),
    ...(setup.mac === null ? [] : ['bridge.mac-address', setup.mac]),
    ...mtuWords(setup.mtu),
    ...ipWords('ipv4', setup.ipv4, 'disabled'),
    ...ipWords('ipv6', setup.ipv6, setup.linkLocal ? 'link-local' : 'disabled'),
  ];
}

function ipWords(family: 'ipv4' | 'ipv6', { automatic, addresses, routes }: IpSetup, none: string): string[] {
  const method = automatic ? 'auto' : addresses.length > 0 ? 'manual' : none;
  // NetworkManager takes a gateway only beside an address, and one alone.
  const gateway = addresses.length === 0 ? undefined : routes.find(isPlainDefault);
  const others = routes.filter((route) => route !== gateway).map((route) => routeWords(family, route));
  return [
    ...[`${family}.method`, method],
    ...(addresses.length === 0 ? [] : [`${family}.addresses`, addresses.join(',')]),
    ...(gateway === undefined ? [] : [`${family}.gateway`, gateway.via]),
    ...(others.length === 0 ? [] : [`${family}.routes`, others.join(', ')]),
  ];
}

function isPlainDefault({ to, metric, onLink }: RouteSetup): boolean {
  return to === 'default' && metric === null && !onLink;
}

function routeWords(family: 'ipv4' | 'ipv6', { to, via, metric, onLink }: RouteSetup): string {
  const everything = family === 'ipv4' ? '0.0.0.0/0' : '::/0';
  const words = [to === 'default' ? everything : to, via];
  if (metric !== null) words.push(String(metric));
  if (onLink) words.push('onlink=true');
  return words.join(' ');
}

function deviceCommands(device: Device, setup: BridgeSetup): Command[] {
  // A parent that has a configuration of its own keeps it.
  if (device.kind === 'foreign' || device.elsewhere) return [];
  const master = masterWords(device, setup);
  const name = ['ifname', device.name, 'con-name', profileName(device)];
  switch (device.kind) {
    case 'card':
      return [add(['type', 'ethernet', ...name, ...mtuWords(device.mtu), ...master])];
    case 'vlan': {
      const protocol = device.protocol === '802.1Q' ? [] : ['vlan.protocol', device.protocol];
      const vlan = ['dev', device.lower, 'id', String(device.id), ...protocol];
      return [add(['type', 'vlan', ...name, ...vlan, ...mtuWords(device.mtu), ...master])];
    }
    case 'bond':
      return [
        add([
          'type',
          'bond',
          ...name,
          'bond.options',
          bondOptions(device),
          ...mtuWords(device.mtu),
          ...master,
        ]),
      ];
  }
}

function masterWords({ master, name }: Device, setup: BridgeSetup): string[] {
  if (master === null) return ['ipv4.method', 'disabled', 'ipv6.method', 'disabled'];
  if (master !== setup.name) return ['master', master, 'slave-type', 'bond'];
  return ['master', master, 'slave-type', 'bridge', ...vlanWords('bridge-port.vlans', setup, name)];
}

function vlanWords(property: string, { vlans }: BridgeSetup, link: string): string[] {
  const own = vlans !== null && Object.hasOwn(vlans, link) ? (vlans[link] ?? []) : [];
  return own.length === 0 ? [] : [property, own.map(vlanEntry).join(', ')];
}

function profileName({ name, master }: Device): string {
  return master === null ? name : `${master} port ${name}`;
}

function bondOptions({ mode, miimon, hashPolicy, lacpRate }: Extract<Device, { kind: 'bond' }>): string {
  return [
    `mode=${mode}`,
    ...(miimon === 0 ? [] : [`miimon=${miimon}`]),
    ...(hashPolicy === null ? [] : [`xmit_hash_policy=${hashPolicy}`]),
    ...(lacpRate === null ? [] : [`lacp_rate=${lacpRate}`]),
  ].join(',');
}

function mtuWords(mtu: number): string[] {
  return mtu === DEFAULT_MTU ? [] : ['802-3-ethernet.mtu', String(mtu)];
}

function yesNo(flag: boolean): string {
  return flag ? 'yes' : 'no';
}
