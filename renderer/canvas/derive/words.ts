import type { LinkNode, NodeId, TopologyNode, VmNode, VnicNode } from '#shared/topology/model.ts';
import { runtimeWords, stateWord } from '#shared/topology/words.ts';
import type { CableStyle, Mac } from './model.ts';
import type { Trouble } from './troubles.ts';

/** Names as people sort them: `vm2` before `vm10`. */
export const natural = new Intl.Collator('en', { numeric: true });

/** `1 Gb/s`, `2.5 Gb/s`, `100 Mb/s`; from Mbit/s. */
export function speedWords(megabits: number): string {
  return megabits >= 1000 ? `${megabits / 1000} Gb/s` : `${megabits} Mb/s`;
}

/** Splits a MAC after its vendor part (OUI); text that is no MAC is left whole. */
export function splitMac(mac: string): Mac {
  return mac.length === 17 ? { vendor: mac.slice(0, 9), own: mac.slice(9) } : { vendor: '', own: mac };
}

export function kindWords(node: TopologyNode): string {
  return kinds[node.kind];
}

const kinds: Readonly<Record<TopologyNode['kind'], string>> = {
  container: 'container',
  vm: 'virtual machine',
  vnic: 'vNIC',
  network: 'libvirt network',
  tap: 'TAP',
  macvtap: 'macvtap',
  bridge: 'bridge',
  'ovs-bridge': 'Open vSwitch bridge',
  pnic: 'physical NIC',
  bond: 'bond',
  vlan: 'VLAN',
  vxlan: 'VXLAN tunnel',
  veth: 'veth',
  vf: 'virtual function',
  other: 'link',
};

function makerWords({ hypervisor, vmm }: VmNode): string {
  if (hypervisor === 'proxmox') return ', Proxmox VE';
  return vmm === undefined ? '' : `, ${vmm}, not managed by libvirt`;
}

/** `web 01, virtual machine, running, 2 vNICs`. */
export function vmWords(vm: VmNode, vnics: number): string {
  const what = vm.kind === 'container' ? containerWords(vm) : 'virtual machine';
  return `${vm.name}, ${what}, ${stateWord(vm)}${makerWords(vm)}, ${counted(vnics, 'vNIC')}`;
}

/** `Docker container`, `network namespace (ip netns)`. */
function containerWords({ hypervisor, runtime }: VmNode): string {
  if (hypervisor === 'proxmox' || runtime === undefined) return 'container';
  return runtime === 'netns' || runtime === 'process'
    ? runtimeWords(runtime)
    : `${runtimeWords(runtime)} container`;
}

/** `net0 of web 01, MAC 52:54:00:aa:00:01, virtio, 192.168.1.50`, and then where its cable goes. */
export function vnicWords(vm: string, vnic: VnicNode, where: readonly string[]): string {
  return [
    `${vnic.name} of ${vm}`,
    ...(vnic.mac === null ? [] : [`MAC ${vnic.mac}`]),
    ...(vnic.model === null ? [] : [vnic.model]),
    ...vnic.ips,
    ...(vnic.linkState === 'down' ? ['the guest’s cable is unplugged'] : []),
    ...where,
  ].join(', ');
}

/** `vnet7: net0 of web 01 on bridge br0`, with what is special about it. */
export function cableWords(
  link: string | null,
  whose: string,
  place: string,
  style: CableStyle,
  trouble: Trouble | null,
): string {
  const state =
    style === 'down' ? ', link down' : style === 'next-boot' ? ', at the next boot of the VM' : '';
  const head = link === null ? '' : `${link}: `;
  return `${head}${whose} on ${place}${state}${trouble === null ? '' : `. ${trouble.words}`}`;
}

/** `bridge br0`, `libvirt network lab`. @param firewall the bridge of Proxmox VE’s firewall on the way there */
export function placeWords(node: TopologyNode, firewall: NodeId | null = null): string {
  const through = firewall === null ? '' : ', through Proxmox VE’s firewall';
  return `${kindWords(node)} ${node.name}${through}`;
}

/** Where a cable goes that ends at no bridge of the picture. */
export function hangingWords(link: LinkNode): string {
  return isOnSwitch(link) ? 'on Open vSwitch, bridge unknown' : 'not connected to any bridge';
}

/** True of a port of Open vSwitch: the kernel does not tell of which bridge. */
export function isOnSwitch({ slaveKind }: LinkNode): boolean {
  return slaveKind === 'openvswitch';
}

export function socketWords(link: LinkNode, facts: readonly string[], plugged: readonly string[]): string {
  return [
    `${link.name}, ${kindWords(link)}`,
    ...facts,
    ...link.addresses,
    ...(link.defaultRoute ? ['default route'] : []),
    ...(plugged.length === 0 ? ['nothing connected'] : plugged),
  ].join(', ');
}

export function counted(count: number, noun: string): string {
  return `${count === 0 ? 'no' : count} ${noun}${count === 1 ? '' : 's'}`;
}
