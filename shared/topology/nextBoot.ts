import type { DomainInterface } from '#shared/host/domain.ts';
import { interfaceKind, sourceLink } from '#shared/host/interfaceTypes.ts';
import type { Backing } from './backing.ts';
import { believedBridge, tellsBridge } from './beliefs.ts';
import type { Contradiction } from './contradiction.ts';
import type { Facts } from './facts.ts';
import { linkId } from './model.ts';
import { cardsOf } from './networkCards.ts';
import { pveOtherwise, pvePlaceNext } from './pveContradictions.ts';
import type { Vnic } from './vnics.ts';

/**
 * The place of a vNIC at the next boot, where that is not its place now; a vNIC that only the definition has is
 * nowhere now.
 * @param backings the TAPs or macvtaps that back it now
 */
export function otherPlace(vnic: Vnic, backings: readonly Backing[], facts: Facts): Contradiction | null {
  const { live, defined, vm } = vnic;
  if (vnic.pve !== null) return pvePlaceNext(vnic, facts);
  if (vm.managedSave === true) return savedOtherwise(vnic, facts);
  if (!vnic.running || defined === null || !facts.isVmFresh(vm.uuid)) return null;
  const where = placeWords(defined);
  if (live === null) {
    const message = `${vm.name} has this vNIC only from its next boot on, at ${where}.`;
    return { code: 'only-next-boot', message };
  }
  if (!differs(live, defined, backings, facts)) return null;
  const message = `From its next boot on ${vm.name} has this vNIC at ${where} instead.`;
  return { code: 'next-boot', message };
}

/** What the next start brings of a saved VM is not what the starts after it bring. */
function savedOtherwise({ saved, defined, vm }: Vnic, facts: Facts): Contradiction | null {
  if (!facts.isVmFresh(vm.uuid)) return null;
  const told = (message: string): Contradiction => ({ code: 'saved-otherwise', message });
  if (saved === null) {
    return told(
      `The saved image of ${vm.name} has no such vNIC: its next start resumes the image without it, and later starts go by the definition.`,
    );
  }
  if (defined === null) {
    return told(
      `The definition of ${vm.name} has no such vNIC: its next start resumes the saved image with it, and later starts are without it.`,
    );
  }
  if (namesTheSame(saved, defined)) return null;
  return told(
    `The next start of ${vm.name} resumes its saved image, which has this vNIC at ${placeWords(saved)}. Later starts go by the definition, which has it at ${placeWords(defined)}.`,
  );
}

/** What else the next boot changes of a running vNIC: that it is gone by then, or the guest's end of its cable. */
export function otherwise(vnic: Vnic, facts: Facts): Contradiction[] {
  const { live, defined, vm, running } = vnic;
  if (vnic.pve !== null) return pveOtherwise(vnic, facts);
  if (!running || live === null || !facts.isVmFresh(vm.uuid)) return [];
  if (defined === null) {
    // A transient VM as a whole is gone when it stops, which is no difference of its vNICs.
    if (vm.persistent !== true) return [];
    const message = `This vNIC isn’t saved in ${vm.name}’s definition and disappears at its next boot.`;
    return [{ code: 'only-now', message }];
  }
  if (live.linkState === defined.linkState || live.type === 'hostdev') return [];
  const message = `The guest’s end of this cable is ${live.linkState} now, and ${defined.linkState} from the next boot of ${vm.name} on.`;
  return [{ code: 'next-boot-link', message }];
}

function differs(
  live: DomainInterface,
  defined: DomainInterface,
  [backing]: readonly Backing[],
  facts: Facts,
): boolean {
  const believed = believedBridge(live, facts);
  const planned = believedBridge(defined, facts);
  if (backing !== undefined && believed !== null && planned !== null && isKernelsWord(backing, facts)) {
    return backing.link.master !== planned;
  }
  if (namesTheSame(live, defined) || (believed !== null && believed === planned)) return false;
  return !comesFromNetwork(live, defined, facts);
}

/** The kernel decides what "now" is, where it can and where its facts and libvirt's are of one moment. */
function isKernelsWord(backing: Backing, facts: Facts): boolean {
  return tellsBridge(backing, facts) && facts.isFresh('ip-link') && facts.isVmFresh(backing.vnic.vm.uuid);
}

/**
 * Whether one side is what the network of the other side gives: libvirt takes any card of the pool at each start.
 * The live XML of a card that was handed out does not name the network; of a network that is not known, nobody can tell.
 */
function comesFromNetwork(live: DomainInterface, defined: DomainInterface, facts: Facts): boolean {
  const name = defined.source.network;
  if (live.source.network !== null) {
    const given = sourceLink(live);
    return name === null && live.type === defined.type && given !== null && given === sourceLink(defined);
  }
  if (name === null) return false;
  const network = facts.networks.get(name);
  if (live.type === 'hostdev') return network === undefined || network.forward === 'hostdev';
  const dev = live.type === 'direct' ? live.source.dev : null;
  const cards = network === undefined ? [] : cardsOf(network, facts);
  return dev !== null && cards.length === 1 && cards[0] === linkId(dev);
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

function placeWords(one: DomainInterface): string {
  const { source, targetDev, type } = one;
  return (
    source.network ??
    sourceLink(one) ??
    source.pci ??
    targetDev ??
    (interfaceKind(type).end === null ? 'its definition' : `${type} networking`)
  );
}
