import type { DomainInterface } from '#shared/host/domain.ts';
import { sourceLink } from '#shared/host/interfaceTypes.ts';
import { handedDevice } from '#shared/host/process.ts';
import type { PveNet } from '#shared/host/pve.ts';
import type { Contradiction } from './contradiction.ts';
import { edge } from './edge.ts';
import type { Facts } from './facts.ts';
import { pciNode } from './hostdev.ts';
import { linkId, type NodeId, networkId, type TopologyEdge } from './model.ts';
import { pveBridge } from './pveNets.ts';
import { nextInterface, type Vnic } from './vnics.ts';

/**
 * Where a vNIC's definition, or its VM's saved image, puts it at the next boot: given where nothing backs it now, or where that differs.
 * @param backed whether anything backs it now, a hostdev's card included
 * @param differs what differs from now, as `otherPlace` finds it; null where nothing does
 * @returns null also where the definition names what is not on the host
 */
export function definedEdge(
  vnic: Vnic,
  backed: boolean,
  differs: Contradiction | null,
  facts: Facts,
): TopologyEdge | null {
  if (vnic.pve !== null) return pveDefinedEdge(vnic, vnic.pve.next, backed, differs, facts);
  const handed = vnic.nic === null || vnic.running ? null : handedDevice(vnic.nic);
  const card = pciNode(handed, facts);
  if (card !== null) return edge('defined', vnic.id, card, ['pve']);
  const next = nextInterface(vnic);
  if (next === null || (backed && differs === null)) return null;
  const target = targetOf(next, facts);
  if (target === null) return null;
  return edge('defined', vnic.id, target, ['libvirt'], differs === null ? [] : [differs]);
}

function pveDefinedEdge(
  vnic: Vnic,
  next: PveNet | null,
  backed: boolean,
  differs: Contradiction | null,
  facts: Facts,
): TopologyEdge | null {
  if (next === null || next.bridge === null || (backed && differs === null)) return null;
  // The bridge of a VLAN is made when the first guest on it starts.
  const name = [pveBridge(next, facts), next.bridge].find((each) => each !== null && facts.links.has(each));
  if (typeof name !== 'string') return null;
  return edge('defined', vnic.id, linkId(name), ['pve'], differs === null ? [] : [differs]);
}

/** The node that an interface's source names; null where it names none, or one that is not there. */
function targetOf(defined: DomainInterface, facts: Facts): NodeId | null {
  const { type, source, targetDev, targetManaged } = defined;
  if (source.network !== null) {
    return facts.networks.has(source.network) ? networkId(source.network) : null;
  }
  if (source.pci !== null) return pciNode(source.pci, facts);
  const name = type === 'ethernet' && !targetManaged ? targetDev : sourceLink(defined);
  return typeof name === 'string' && facts.links.has(name) ? linkId(name) : null;
}
