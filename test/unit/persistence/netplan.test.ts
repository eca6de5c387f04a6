import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import type { BridgeSetup, Device } from '#shared/persistence/model.ts';
import { netplanForm } from '#shared/persistence/netplan.ts';
import { anySetup, hostileNames, isHonestRefusal, plainSetup, textOf } from './support.ts';

it('writes the bridge that most people have', () => {
  expect(textOf(netplanForm(plainSetup, 'networkd'))).toBe(`network:
  version: 2
  ethernets:
    enp3s0:
      dhcp4: false
      dhcp6: false
  bridges:
    br0:
      interfaces: [enp3s0]
      macaddress: "52:54:00:12:34:56"
      dhcp4: false
      accept-ra: false
      addresses: [192.168.1.10/24]
      routes:
        - to: default
          via: 192.168.1.1
      parameters:
        stp: false
`);
});

/** The facts as a reader of YAML 1.1, such as Netplan's, finds them. */
function readBack(text: string, name: string) {
  const { network } = parse(text, { version: '1.1' });
  const bridge = network.bridges[name];
  const routes: { to: string; via: string; metric?: number; 'on-link'?: boolean }[] = bridge.routes ?? [];
  const told = routes.map(({ to, via, metric, ...more }) => ({
    ...{ to, via, metric: metric ?? null, onLink: more['on-link'] ?? false },
  }));
  const isV6 = (address: string) => address.includes(':');
  const addresses: string[] = bridge.addresses ?? [];
  return {
    name,
    mac: bridge.macaddress ?? null,
    mtu: bridge.mtu ?? 1500,
    stp: bridge.parameters?.stp ?? true,
    forwardDelay: bridge.parameters?.['forward-delay'] ?? 15,
    ipv4: {
      automatic: bridge.dhcp4,
      addresses: addresses.filter((address) => !isV6(address)),
      routes: told.filter(({ via }) => !isV6(via)),
    },
    ipv6: {
      automatic: bridge['accept-ra'],
      addresses: addresses.filter(isV6),
      routes: told.filter(({ via }) => isV6(via)),
    },
    linkLocal: bridge['link-local'] === undefined,
    ports: bridge.interfaces,
    devices: Object.fromEntries(
      ['ethernets', 'bonds', 'vlans'].flatMap((kind) => Object.entries(network[kind] ?? {})),
    ),
  };
}

function asDefinition(device: Device) {
  const fixed = device.master === null ? {} : { dhcp4: false, dhcp6: false };
  const mtu = device.mtu === 1500 ? {} : { mtu: device.mtu };
  if (device.kind === 'vlan') return { ...fixed, ...mtu, id: device.id, link: device.lower };
  if (device.kind !== 'bond') return { ...fixed, ...mtu };
  const parameters = {
    mode: device.mode,
    ...(device.miimon === 0 ? {} : { 'mii-monitor-interval': device.miimon }),
    ...(device.hashPolicy === null ? {} : { 'transmit-hash-policy': device.hashPolicy }),
    ...(device.lacpRate === null ? {} : { 'lacp-rate': device.lacpRate }),
  };
  return { ...fixed, ...mtu, interfaces: device.members, parameters };
}

function facts({ vlanFiltering: _, vlans: _vlans, forwardDelay, devices, ...setup }: BridgeSetup) {
  return {
    ...setup,
    forwardDelay: setup.stp ? forwardDelay : 15,
    devices: Object.fromEntries(devices.map((device) => [device.name, asDefinition(device)])),
  };
}

it('reads back as the same facts, or says which name it cannot write', () => {
  let written = 0;
  fc.assert(
    fc.property(anySetup, (setup) => {
      const form = netplanForm(setup, 'networkd');
      if (form.parts.length === 0) return isHonestRefusal(form, setup);
      written += 1;
      expect(readBack(textOf(form), setup.name)).toEqual(facts(setup));
      return true;
    }),
    { numRuns: 400 },
  );
  expect(written).toBeGreaterThan(20);
});

it.each(hostileNames)('keeps %s a name, whatever YAML makes of such a word', (name) => {
  const form = netplanForm({ ...plainSetup, name, devices: [] }, 'networkd');
  if (form.parts.length === 0) expect(form.remarks.join()).toContain(`“${name}”`);
  else expect(Object.keys(parse(textOf(form), { version: '1.1' }).network.bridges)).toEqual([name]);
});

it('hands the bridge to NetworkManager where Netplan does so on this host', () => {
  expect(parse(textOf(netplanForm(plainSetup, 'NetworkManager'))).network.renderer).toBe('NetworkManager');
});

it('offers netplan try only where that can take everything back', () => {
  const argvOf = (setup: BridgeSetup) =>
    netplanForm(setup, 'networkd').apply.map(({ argv }) => argv.slice(1).join(' '));
  expect(argvOf(plainSetup)).toContain('netplan apply');
  expect(argvOf({ ...plainSetup, stp: true })).toContain('netplan try');
  expect(argvOf({ ...plainSetup, stp: true, forwardDelay: 4 })).toContain('netplan apply');
});

it('says what it leaves out', () => {
  const remarks = (over: Partial<BridgeSetup>) =>
    netplanForm({ ...plainSetup, ...over }, 'networkd').remarks.join('\n');
  expect(remarks({ vlanFiltering: true })).toContain('can’t turn VLAN filtering on');
  expect(remarks({})).toContain('nameservers');
  expect(remarks({ ipv4: { automatic: true, addresses: [], routes: [] } })).not.toContain('nameservers');
  const tunnel = { kind: 'foreign', name: 'vxlan100', mtu: 1450, master: 'br0', elsewhere: false } as const;
  const form = netplanForm({ ...plainSetup, ports: ['vxlan100'], devices: [tunnel] }, 'networkd');
  expect(form.remarks.join('\n')).toContain('Add vxlan100');
  expect(parse(textOf(form)).network.bridges.br0.interfaces).toEqual([]);
});
