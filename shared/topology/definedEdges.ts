import type { DomainInterface } from '#shared/host/domain.ts';
import type { Backing } from './backing.ts';
import { believedBridge } from './beliefs.ts';
import { edge } from './edge.ts';
import type { Facts } from './facts.ts';
import { type Conflict, linkId, type NodeId, networkId, type TopologyEdge } from './model.ts';
import type { Vnic } from './vnics.ts';

/**
 * Where a vNIC's definition puts it at the next boot: given where nothing backs it now, or where that differs.
 * @param backings the TAPs or macvtaps that back it now
 * @param backed whether anything backs it now, a hostdev's card included
 */
export function definedEdge(
  vnic: Vnic,
  backings: readonly Backing[],
  backed: boolean,
  facts: Facts,
): TopologyEdge | null {
  const { defined } = vnic;
  if (defined === null) return null;
  const differs = vnic.running && differsFromNow(vnic, defined, backings, facts);
  if (backed && !differs) return null;
  const target = targetOf(defined, facts);
  if (target === null) return null;
  const conflicts = differs ? [nextBoot(vnic, defined)] : [];
  return edge('defined', vnic.id, target, ['libvirt'], conflicts);
}

/** The node that an interface's source names; null where it names none, or one that is not there. */
function targetOf({ type, source, targetDev, targetManaged }: DomainInterface, facts: Facts): NodeId | null {
  if (source.network !== null) {
    return facts.networks.has(source.network) ? networkId(source.network) : null;
  }
  const name =
    source.pci !== null
      ? facts.linksByPci.get(source.pci)?.name
      : type === 'ethernet' && !targetManaged
        ? targetDev
        : (source.bridge ?? source.dev);
  return typeof name === 'string' && facts.links.has(name) ? linkId(name) : null;
}

function differsFromNow(
  vnic: Vnic,
  defined: DomainInterface,
  backings: readonly Backing[],
  facts: Facts,
): boolean {
  const { live } = vnic;
  if (live === null) return true;
  const [backing] = backings;
  const believed = believedBridge(live, facts);
  const planned = believedBridge(defined, facts);
  if (backing !== undefined && believed !== null && planned !== null && tellsBridge(backing, facts)) {
    return backing.link.master !== planned;
  }
  return !namesTheSame(live, defined) && !(believed !== null && believed === planned);
}

/** The kernel decides what "now" is, where it can and where its facts and libvirt's are of one moment. */
function tellsBridge({ link }: Backing, facts: Facts): boolean {
  const isPort = link.infoKind === 'tun' && link.slaveKind !== 'openvswitch';
  return isPort && facts.isFresh('ip-link') && facts.isFresh('virsh');
}

function namesTheSame(live: DomainInterface, defined: DomainInterface): boolean {
  // A network decides at each start what an interface is made of, so its type may differ and mean the same.
  if (live.source.network !== null || defined.source.network !== null) {
    return live.source.network === defined.source.network;
  }
  const ownTap = (one: DomainInterface) => (one.targetManaged ? null : one.targetDev);
  return (
    live.type === defined.type &&
    live.source.bridge === defined.source.bridge &&
    live.source.dev === defined.source.dev &&
    live.source.pci === defined.source.pci &&
    ownTap(live) === ownTap(defined)
  );
}

function nextBoot(vnic: Vnic, { source, targetDev }: DomainInterface): Conflict {
  const where = source.network ?? source.bridge ?? source.dev ?? source.pci ?? targetDev ?? 'its definition';
  const message =
    vnic.live === null
      ? `${vnic.vm.name} has this vNIC only from its next boot on, at ${where}.`
      : `From its next boot on ${vnic.vm.name} has this vNIC at ${where} instead.`;
  return { code: 'next-boot', message };
}
