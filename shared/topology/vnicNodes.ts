import type { DomainInterface } from '#shared/host/domain.ts';
import { interfaceKind } from '#shared/host/interfaceTypes.ts';
import { handedDevice, type NicEnd } from '#shared/host/process.ts';
import type { PveNet } from '#shared/host/pve.ts';
import { type Backing, isElsewhere, namedDevice } from './backing.ts';
import type { Contradiction } from './contradiction.ts';
import { edge } from './edge.ts';
import type { Facts } from './facts.ts';
import type { GuestAddress, TopologyEdge, VnicNode } from './model.ts';
import { deviceKind, passedThrough } from './passedThrough.ts';
import { recordedVlans } from './recordedVlans.ts';
import { nextInterface, shownInterface, type Vnic } from './vnics.ts';

export function vnicNode(
  vnic: Vnic,
  backings: readonly Backing[],
  addresses: readonly GuestAddress[],
  facts: Facts,
): VnicNode {
  const shown = shownInterface(vnic);
  const vlans = shown === null ? null : recordedVlans(shown, facts);
  const onFile = vnic.pve?.now ?? vnic.pve?.next ?? null;
  return {
    id: vnic.id,
    kind: 'vnic',
    name: vnic.name,
    vm: vnic.vm.id,
    mac: vnic.mac,
    ...(vnic.macEvidence.length === 0 ? {} : { macEvidence: vnic.macEvidence }),
    model: shown?.model ?? onFile?.model ?? vnic.nic?.model ?? null,
    ...sourceOf(shown, onFile, vnic.nic?.instead),
    alias: shown?.alias ?? null,
    linkState: shown?.linkState ?? (onFile?.linkDown === true ? 'down' : 'up'),
    ips: addresses.map(({ address }) => address),
    ipEvidence: addresses,
    ...(vnic.nic?.start === undefined ? {} : { start: vnic.nic.start }),
    tap: tapOf(vnic, backings, facts),
    ...tapNameOf(vnic),
    presence: presenceOf(vnic),
    ...(vnic.pve === null ? {} : { pve: vnic.pve }),
    ...(vlans === null ? {} : { vlans }),
    ...(isKindUnknown(vnic, facts) ? { kindUnknown: true } : {}),
  };
}

function isKindUnknown(vnic: Vnic, facts: Facts): boolean {
  const shown = shownInterface(vnic);
  if (shown !== null) return passedThrough(shown, facts) === 'unknown';
  const address = vnic.nic === null ? null : handedDevice(vnic.nic);
  return address !== null && deviceKind(address, facts) === 'unknown';
}

function sourceOf(
  shown: DomainInterface | null,
  onFile: PveNet | null,
  instead: NicEnd | undefined,
): Pick<VnicNode, 'sourceType' | 'source'> {
  if (shown !== null) return { sourceType: shown.type, source: namedSource(shown) };
  if (onFile === null) {
    return instead === undefined
      ? { sourceType: 'tap', source: null }
      : { sourceType: instead.type, source: instead.source };
  }
  return { sourceType: onFile.bridge === null ? 'user' : 'bridge', source: onFile.bridge };
}

/** A network's interface counts as the network's, whatever libvirt made of it for this run. */
function namedSource({ type, source }: DomainInterface): string | null {
  const { network, bridge, dev, path, pci } = source;
  const used = interfaceKind(type).sourceDev === 'none' ? null : dev;
  return network ?? bridge ?? used ?? path ?? pci;
}

function tapOf(vnic: Vnic, backings: readonly Backing[], facts: Facts): string | null {
  const [backing] = backings;
  if (backings.length === 1 && backing !== undefined) return backing.link.name;
  if (backings.length > 1) return null;
  // While the links cannot be read libvirt's word still answers the question that users come with.
  const device = namedDevice(vnic);
  if (device === null || !facts.isFresh('ip-link')) return device;
  return facts.links.has(device) || facts.isAbsent(device) ? null : device;
}

function tapNameOf(vnic: Vnic): Pick<VnicNode, 'tapName'> {
  const next = nextInterface(vnic);
  const name = next === null || interfaceKind(next.type).device !== 'yes' ? null : next.targetDev;
  return name === null ? {} : { tapName: name };
}

function presenceOf({ vm, live, defined, nic, pve, toldBy }: Vnic): VnicNode['presence'] {
  if (pve !== null) return pve.now === null ? 'boot' : pve.next === null ? 'now' : 'both';
  if (live !== null) return defined === null ? 'now' : 'both';
  if (nic === null || !vm.active) return 'boot';
  // libvirt passes a definition's <qemu:commandline> on at each start; what is added on the monitor it doesn't know.
  return toldBy !== 'kernel-fd' && vm.persistent === true ? 'both' : 'now';
}

/** The edge from a VM to its vNIC; it carries what is wrong where there is no link for a cable to end at. */
export function hasEdge(vnic: Vnic, backings: readonly Backing[], facts: Facts): TopologyEdge {
  const conflicts = backings.length > 0 ? [] : [...elsewhere(vnic, facts), ...missingTap(vnic, facts)];
  return edge('has', vnic.vm.id, vnic.id, [vnic.toldBy], conflicts);
}

function elsewhere(vnic: Vnic, facts: Facts): Contradiction[] {
  if (!vnic.running || !isElsewhere(vnic, facts) || (vnic.nic ?? namedDevice(vnic)) === null) return [];
  if (vnic.nic?.instead !== undefined) return [];
  const message = `The process of ${vnic.vm.name} is in another network namespace, as in a container: this cable isn’t on this host.`;
  return [{ code: 'elsewhere', message }];
}

function missingTap(vnic: Vnic, facts: Facts): Contradiction[] {
  const device = namedDevice(vnic);
  if (!vnic.running || device === null || isElsewhere(vnic, facts)) return [];
  if (!facts.isAbsent(device) || !isRecordFresh(vnic, facts)) return [];
  if (vnic.live !== null && interfaceKind(vnic.live.type).device !== 'yes') return [];
  const who = vnic.pve !== null ? 'Proxmox VE' : vnic.nic === null ? 'libvirt' : 'The VM’s command line';
  const message = `${who} names ${device} for this vNIC, but the kernel has no such device.`;
  return [{ code: 'missing-tap', message }];
}

function isRecordFresh({ pve, vm }: Vnic, facts: Facts): boolean {
  return pve === null ? facts.isVmFresh(vm.uuid) : facts.isFresh('pve');
}
