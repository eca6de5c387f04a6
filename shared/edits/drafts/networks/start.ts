import { type Network, ownBridge } from '#shared/host/network.ts';
import { readPrefix } from '#shared/host/prefix.ts';
import { findLink, type HostSnapshot } from '#shared/host/snapshot.ts';
import { listed } from '#shared/ops/listed.ts';
import type { Refusal } from '#shared/ops/refusal.ts';
import { alreadySo, refuse } from '#shared/ops/refusal.ts';
import type { NetworkEdit } from '../../hostEdit.ts';
import { virshLine } from '../../virshLine.ts';
import type { EditDraft } from '../draft.ts';
import { touchesOf } from './found.ts';
import { type Overlap, overlapsOf } from './overlap.ts';
import { forwardWarnings, startEffects } from './startWords.ts';
import { usersOf } from './users.ts';

type Start = Extract<NetworkEdit, { kind: 'network-set' }>;

/** A network that is defined is started. */
export function draftStart(snapshot: HostSnapshot, edit: Start, network: Network): EditDraft | Refusal {
  const { name, uuid, active, autostart } = network;
  if (active) return alreadySo(`The network ${name} is already active.`);
  const overlaps = network.addresses.flatMap((text) => overlapsAt(text, network, snapshot));
  const refusal = refuseBridge(snapshot, network) ?? refuseSame(snapshot, name, overlaps);
  if (refusal !== null) return refusal;
  const { orphaned } = usersOf(network, null, snapshot);
  return {
    edit,
    title: `Start the network ${name}`,
    effects: [
      ...startEffects(network),
      ...(autostart ? [] : ['It doesn’t start with the host: after the next boot it is inactive again.']),
    ],
    warnings: [
      ...overlaps.map(
        ({ words }) => `Its addresses overlap with ${words}: the host may not reach all of that any more.`,
      ),
      ...(orphaned.length === 0
        ? []
        : [
            `${listed(orphaned)} ${orphaned.length === 1 ? 'has' : 'have'} not been connected to any bridge since the network was stopped, and ${orphaned.length === 1 ? 'stays' : 'stay'} so: reconnect ${orphaned.length === 1 ? 'it' : 'them'} in the inspector of the cable.`,
          ]),
      ...forwardWarnings(network, snapshot),
    ],
    lasts: 'now',
    persistChoices: ['now'],
    ops: [{ op: 'network-active', network: uuid, active: true }],
    undoTitle: `Stop the network ${name} again`,
    touches: touchesOf(network),
    done: `Started the network ${name}`,
  };
}

function overlapsAt(text: string, { uuid, bridge }: Network, snapshot: HostSnapshot): Overlap[] {
  const own = readPrefix(text);
  if (own === null) return [];
  // A network that is not active has nothing on the host yet.
  const running = { ...snapshot, networks: snapshot.networks.filter(({ active }) => active) };
  return overlapsOf(own, uuid, bridge ?? '', running);
}

function refuseSame(snapshot: HostSnapshot, name: string, overlaps: readonly Overlap[]): Refusal | null {
  const same = overlaps.find(({ how }) => how === 'same');
  return same === undefined
    ? null
    : refuse(
        `The addresses of the network ${name} are already in use: ${same.words}. libvirt would refuse to start it.`,
        `Stop what uses them, or change the network’s addresses: ${virshLine(snapshot, 'net-edit', name)}`,
      );
}

function refuseBridge(snapshot: HostSnapshot, network: Network): Refusal | null {
  const { name, bridge, forward } = network;
  if (bridge === null) return null;
  const link = findLink(snapshot, bridge);
  if (ownBridge(network) !== null) {
    return link === null
      ? null
      : refuse(
          `The network ${name} creates a bridge ${bridge}, but this host already has a link with that name.`,
          `Rename or delete ${bridge}, or change the network’s bridge: ${virshLine(snapshot, 'net-edit', name)}`,
        );
  }
  if (forward !== 'bridge' || link !== null) return null;
  return refuse(
    `The network ${name} uses the bridge ${bridge}, which is not on this host. libvirt would start it anyway, but no VM could be connected to it.`,
    `Create the bridge ${bridge} first.`,
  );
}
