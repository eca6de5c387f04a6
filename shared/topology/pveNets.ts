import type { Link } from '#shared/host/link.ts';
import type { VmNic, VmProcess } from '#shared/host/process.ts';
import type { PveNet } from '#shared/host/pve.ts';
import { type Facts, lowerOf } from './facts.ts';
import { isUnknownPort } from './knownPort.ts';
import type { VmNode } from './model.ts';
import { deviceKind, networkNics } from './passedThrough.ts';
import { isFirewallBridge, isFirewallJoint } from './pveNames.ts';

/** A NIC as Proxmox VE has it on file: as the guest has it now, and from its next start on. */
export interface PveSides {
  readonly now: PveNet | null;
  readonly next: PveNet | null;
}

/** A vNIC of a VM of Proxmox VE: by its process’s command line, and on file. */
interface PveVnic {
  readonly nic: VmNic | null;
  readonly pve: PveSides | null;
}

/** The link that Proxmox VE makes for a guest’s NIC; null where QEMU’s user networking stands in for one. */
export function pveLink(id: number, kind: VmNode['kind'], { index, bridge }: PveNet): string | null {
  if (kind === 'container') return `veth${id}i${index}`;
  return bridge === null ? null : `tap${id}i${index}`;
}

/**
 * The vNICs of a guest of Proxmox VE, each with what its process’s command line says of it. What only the command line has
 * was taken out since, unless its TAP is still there.
 */
export function pveSides(vm: VmNode, process: VmProcess | undefined, facts: Facts): PveVnic[] {
  const { nets = [], next = [] } = facts.pveGuests.get(vm.pveId ?? 0) ?? {};
  const at = (list: readonly PveNet[], index: number) => list.find((net) => net.index === index) ?? null;
  if (!vm.active) {
    const onFile = next.map((net) => ({ nic: null, pve: { now: null, next: net } }));
    return [...onFile, ...handedNics(vm, facts).map((nic) => ({ nic, pve: null }))];
  }
  const nics = process === undefined ? [] : networkNics(process, facts);
  const indexes = new Set([...nets, ...next].map(({ index }) => index));
  const onFile = [...indexes].map((index) => {
    const pve = { now: at(nets, index), next: at(next, index) };
    const nic = pve.now === null ? undefined : nics.find(({ netdev }) => netdev === `net${index}`);
    return { nic: nic ?? null, pve };
  });
  const others = nics.filter(
    (nic) => !onFile.some((side) => side.nic === nic) && (nic.ifname === null || facts.links.has(nic.ifname)),
  );
  return [...onFile, ...others.map((nic) => ({ nic, pve: null }))];
}

/** The cards that the next start of a VM hands to it. Of a device named as a whole only those functions that are there. */
function handedNics({ pveId }: VmNode, facts: Facts): VmNic[] {
  const { handed = [] } = facts.pveGuests.get(pveId ?? 0) ?? {};
  return handed.flatMap(({ name, source, maybe }) => {
    const kind = deviceKind(source, facts);
    if (kind === 'other' || (kind === 'unknown' && maybe)) return [];
    const instead = { type: 'hostdev', source };
    return [{ netdev: name, mac: null, defaultMac: null, model: null, ifname: null, fds: [], instead }];
  });
}

/** The bridge of a NIC by the file: below a bridge that filters no VLANs there is one for each VLAN, `vmbr0v20`. */
export function pveBridge({ bridge, tag }: PveNet, facts: Facts): string | null {
  if (bridge === null || tag === null) return bridge;
  const options = facts.links.get(bridge)?.bridge ?? null;
  return options !== null && !options.vlanFiltering ? `${bridge}v${tag}` : bridge;
}

/**
 * The bridge that a guest’s link is on in the end: past the firewall’s own, `tap100i0` → `fwbr100i0` → `fwln100i0` ↔
 * `fwpr100p0` → `vmbr0`. Null: none. Undefined: the kernel doesn’t tell, as it is Open vSwitch’s.
 */
export function bridgePastFirewall(link: Link, facts: Facts): string | null | undefined {
  if (isUnknownPort(link, facts)) return undefined;
  const joints = jointsOf(link, facts);
  // On Open vSwitch an internal port of it is the joint, whose bridge is not known where it doesn’t tell.
  const inner = joints?.find(({ infoKind }) => infoKind === 'openvswitch');
  if (inner !== undefined) return lowerOf(inner, facts)?.name;
  const outer = outerLink(link, facts);
  if (outer === null) return null;
  return isUnknownPort(outer, facts) ? undefined : outer.master;
}

/** The link by which a guest’s link is on the bridge that people know: itself, or the far end of its firewall’s joint. */
export function outerLink(link: Link, facts: Facts): Link | null {
  const joints = jointsOf(link, facts);
  if (joints === null) return link;
  return joints.map((joint) => lowerOf(joint, facts)).find((peer) => peer !== null) ?? null;
}

/** What joins the firewall’s bridge of a guest’s link to the other one; null where there is no such bridge. */
function jointsOf({ master }: Link, { members }: Facts): readonly Link[] | null {
  if (master === null || !isFirewallBridge(master)) return null;
  return (members.get(master) ?? []).filter(({ name }) => isFirewallJoint(name));
}
