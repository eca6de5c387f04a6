import { pciOf, tapMac } from '../libvirt/naming.ts';
import { meterOf, silent } from '../meter.ts';
import type { DemoDomain, DemoLink, DemoVnic, GuestAddress, Homelab, Plug } from '../model.ts';
import * as cabling from './cabling.ts';
import { mendedLink, mendedMachine } from './healthy.ts';
import { machines } from './machines.ts';
import { networks } from './networks.ts';
import type { NicSpec, VmSpec } from './spec.ts';

const FIRST_PID = 2100;

/**
 * The demo's homelab as it stands when the app is started.
 * @param healthy without what is broken in it on purpose
 */
export function homelab(healthy = false): Homelab {
  const vms = healthy ? machines.map(mendedMachine) : machines;
  const own = (healthy ? cabling.links.map(mendedLink) : cabling.links).map(ownLink);
  const taps = vms.flatMap((vm, position) => vm.nics.flatMap((nic) => tapOf(vm, nic, FIRST_PID + position)));
  const links = [...own, ...taps].map((link, position) => ({ ...link, ifindex: position + 1 }));
  return {
    links: links.map((link) => heldByItsVm(link)),
    routes: cabling.routes,
    neighbours: cabling.neighbours,
    stations: cabling.stations,
    domains: vms.map((vm, position) => domainOf(vm, position)),
    networks,
    processes: cabling.bareProcesses,
    dns: cabling.dns,
    guards: [],
    next: { ifindex: links.length + 1, vnet: 22, macvtap: 1 },
  };
}

function ownLink(spec: cabling.LinkSpec): DemoLink {
  const { mtu = 1500, master = null, addresses = [], rate = silent, ...rest } = spec;
  return { ...rest, ifindex: 0, mtu, up: true, master, addresses, meter: meterOf(rate, true) };
}

/** The TAP that libvirt made for a vNIC of a running VM; none for a shut-off VM, a VF or the user's own TAP. */
function tapOf(vm: VmSpec, nic: NicSpec, pid: number): DemoLink[] {
  if (vm.state === 'shut off' || nic.tap === undefined || nic.ownTap) return [];
  const { plug } = nic;
  const bridge = nic.strayed === undefined ? bridgeOf(plug) : nic.strayed;
  const made = { name: nic.tap, ifindex: 0, up: true, addresses: [] };
  const flowing = vm.state === 'running' && (bridge !== null || plug.type === 'direct');
  const meter = meterOf(nic.rate ?? silent, flowing);
  if (plug.type === 'direct') {
    const device = { kind: 'macvtap', lower: plug.dev, mode: plug.mode, holder: pid } as const;
    return [{ ...made, mac: nic.mac, mtu: 1500, master: null, device, meter }];
  }
  const mtu = cabling.links.find((link) => link.name === bridge)?.mtu ?? 1500;
  const device = { kind: 'tap', persist: false, user: null, holder: pid } as const;
  const vlans = nic.vlans === undefined ? {} : { vlans: nic.vlans };
  return [{ ...made, mac: tapMac(nic.mac), mtu, master: bridge, device, meter, ...vlans }];
}

function heldByItsVm(link: DemoLink): DemoLink {
  if (link.device.kind !== 'tap') return link;
  const position = machines.findIndex((vm) => vm.nics.some((nic) => nic.ownTap && nic.tap === link.name));
  const rate = machines[position]?.nics.find((nic) => nic.tap === link.name)?.rate;
  if (position < 0 || rate === undefined) return link;
  return { ...link, device: { ...link.device, holder: FIRST_PID + position }, meter: meterOf(rate, true) };
}

function domainOf(vm: VmSpec, position: number): DemoDomain {
  const active = vm.state !== 'shut off';
  return {
    uuid: vm.uuid,
    name: vm.name,
    state: vm.state,
    id: active ? position + 1 : null,
    pid: active ? FIRST_PID + position : null,
    persistent: vm.transient !== true,
    autostart: vm.autostart,
    memoryMiB: vm.memoryMiB,
    vcpus: vm.vcpus,
    deaf: vm.deaf === true,
    agent: vm.agent === true ? vm.nics.flatMap(agentAddress) : null,
    live: active ? vnicsOf(vm, 'now', liveVnic) : [],
    defined: vm.transient === true ? [] : vnicsOf(vm, 'next boot', definedVnic),
  };
}

/** The vNICs of one side. Each keeps the place that the whole list gives it, so that both sides agree on it. */
function vnicsOf(
  { nics }: VmSpec,
  side: NonNullable<NicSpec['only']>,
  make: (nic: NicSpec, position: number, nics: readonly NicSpec[]) => DemoVnic,
): DemoVnic[] {
  return nics.flatMap((nic, position) =>
    nic.only === undefined || nic.only === side ? [make(nic, position, nics)] : [],
  );
}

function liveVnic(nic: NicSpec, position: number, nics: readonly NicSpec[]): DemoVnic {
  const earlierVfs = nics.slice(0, position).filter((other) => other.plug.type === 'hostdev').length;
  return {
    ...definedVnic(nic, position),
    plug: nic.plug,
    linkState: nic.linkState ?? 'up',
    targetDev: nic.tap ?? null,
    alias: nic.plug.type === 'hostdev' ? `hostdev${earlierVfs}` : `net${position}`,
    believedBridge: bridgeOf(nic.plug),
  };
}

function definedVnic(nic: NicSpec, position: number): DemoVnic {
  return {
    mac: nic.mac,
    plug: nic.nextBoot ?? nic.plug,
    model: nic.model,
    linkState: nic.upAtNextBoot ? 'up' : (nic.linkState ?? 'up'),
    targetDev: nic.ownTap && nic.tap !== undefined ? nic.tap : null,
    managed: nic.ownTap !== true,
    alias: null,
    believedBridge: null,
    pci: pciOf(position + 1),
  };
}

function bridgeOf(plug: Plug): string | null {
  if (plug.type === 'bridge') return plug.bridge;
  if (plug.type !== 'network') return null;
  return networks.find((network) => network.name === plug.network)?.bridge ?? null;
}

function agentAddress(nic: NicSpec): GuestAddress[] {
  if (nic.address === undefined) return [];
  return [{ mac: nic.mac, address: nic.address, prefixLength: 24 }];
}
