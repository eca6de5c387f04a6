import type { Link } from '#shared/host/link.ts';
import type { Network } from '#shared/host/network.ts';
import { findLink, type HostSnapshot } from '#shared/host/snapshot.ts';
import type { PlugTarget } from '../../ops/op.ts';
import { type Refusal, refuse } from '../../ops/refusal.ts';
import { bridgeOf, findNetwork, plugWords } from '../../ops/vnic/plug.ts';
import type { TargetNode } from '../targets.ts';

/** Where a cable is to go, with what the snapshot knows of it. */
export interface Place {
  readonly target: PlugTarget;
  /** The network; null where the bridge itself was chosen, or libvirt does not know the network. */
  readonly network: Network | null;
  /** The name of the bridge that realises it; null for a macvtap network. */
  readonly bridge: string | null;
  readonly link: Link | null;
  /** `br1`, `the network default` */
  readonly name: string;
}

/** What the snapshot knows of a target that was judged before. */
export function placeOf(snapshot: HostSnapshot, { kind, name }: TargetNode): Place | Refusal {
  if (kind === 'network') {
    return findNetwork(snapshot, name) === null
      ? refuse(`There is no network ${name} any more.`, '')
      : placeAt(snapshot, { kind: 'network', network: name });
  }
  return findLink(snapshot, name) === null
    ? refuse('This bridge is no longer on the host.', '')
    : placeAt(snapshot, { kind: 'bridge', bridge: name });
}

/** The place that a vNIC's XML names; its bridge and network need not be there. */
export function placeAt(snapshot: HostSnapshot, target: PlugTarget): Place {
  const bridge = bridgeOf(snapshot, target);
  const network = networkNameOf(target);
  return {
    target,
    network: network === null ? null : findNetwork(snapshot, network),
    bridge,
    link: findLink(snapshot, bridge),
    name: plugWords(target),
  };
}

/** The network that the target names; null where it is none. */
export function networkNameOf(target: PlugTarget): string | null {
  if (target.kind === 'former') return target.was.source.network;
  return target.kind === 'network' ? target.network : null;
}
