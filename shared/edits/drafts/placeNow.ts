import { ownerOf } from '#shared/host/network.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { linkId, networkId, type Topology } from '#shared/topology/model.ts';
import type { PlugTarget } from '../../ops/op.ts';
import { type Refusal, refuse } from '../../ops/refusal.ts';
import { bridgeOf, plugOf } from '../../ops/vnic/plug.ts';
import { refuseAbsent } from '../absent.ts';
import { refusePlace } from '../targets.ts';
import { networkNameOf, type Place, placeAt } from './place.ts';
import type { Situation } from './situation.ts';

/**
 * Where the vNIC is now, as libvirt would name it: the kernel's bridge where it has a TAP, by the name of the network
 * on it where the VM names that network already or the bridge is the network's own.
 */
export function placeNow(
  { live, defined, tap, name }: Situation,
  snapshot: HostSnapshot,
): PlugTarget | Refusal {
  if (live === null || !['bridge', 'network', 'direct', 'user'].includes(live.type)) {
    return refuse(`${name} is of type ${live?.type ?? 'none'}, whose place can’t be saved.`, '');
  }
  if (live.type === 'direct' || live.type === 'user') return plugOf(live);
  if (tap === null) return refuse(`${name} has no TAP now.`, 'Create a new one first.');
  const bridge = tap.master;
  if (bridge === null) {
    return refuse(
      `${tap.name} is not connected to any bridge, so there is nothing to save.`,
      'Connect it first.',
    );
  }
  if (tap.slaveKind !== 'bridge') {
    return refuse(`${tap.name} is a port of ${bridge}, which libvirt can’t name.`, '');
  }
  const named = [live, ...(defined === null ? [] : [defined])]
    .map(plugOf)
    .find((plug) => placeAt(snapshot, plug).network?.active !== false && bridgeOf(snapshot, plug) === bridge);
  if (named !== undefined) return named;
  const owner = ownerOf(
    snapshot.networks.filter(({ active }) => active),
    bridge,
  );
  return owner === null ? { kind: 'bridge', bridge } : { kind: 'network', network: owner.name };
}

/** Why nothing can be plugged in there now, its bridge being gone or its network not active. */
export function refuseBroken(place: Place, topology: Topology): Refusal | null {
  const { target, bridge, link, name } = place;
  const network = networkNameOf(target);
  if (network !== null) {
    return place.network === null
      ? refuse(`The network ${network} no longer exists.`, 'Move the cable to a bridge or another network.')
      : refusePlace(topology, networkId(network));
  }
  // A place without a bridge is refused by the move itself.
  if (bridge === null) return null;
  return link === null
    ? refuseAbsent(
        topology.sources,
        bridge,
        refuse(
          `The bridge ${name} is no longer on the host.`,
          'Create it again, or move the cable to another bridge.',
        ),
      )
    : refusePlace(topology, linkId(bridge));
}
