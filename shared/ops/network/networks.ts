import type { Network } from '#shared/host/network.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import type { OpTiming } from '../opKind.ts';
import { type Refusal, refuse } from '../refusal.ts';

/** Starting waits for dnsmasq and the firewall, whose lock others may hold for a while. */
export const networkTiming: OpTiming = { timeoutMs: 40_000, settleMs: 5_000 };

export function findNetworkById(snapshot: HostSnapshot, uuid: string): Network | null {
  return snapshot.networks.find((network) => network.uuid === uuid) ?? null;
}

/** The network that an op works on, or why there is none. */
export function requireNetwork(snapshot: HostSnapshot, uuid: string): Network | Refusal {
  return (
    findNetworkById(snapshot, uuid) ??
    refuse('libvirt no longer has this network.', 'Look again at what is there now.')
  );
}

/** The network as the user knows it. */
export function networkName(snapshot: HostSnapshot, uuid: string): string {
  return findNetworkById(snapshot, uuid)?.name ?? uuid;
}

/** The XML that defines it, or why there is none. */
export function definitionOf({ name, persistent, definition }: Network): string | Refusal {
  if (!persistent) {
    return refuse(
      `The network ${name} is transient: it has no definition and is gone for good once it is stopped.`,
      'Define it first: virsh net-dumpxml, then virsh net-define.',
    );
  }
  return (
    definition ??
    refuse(
      `The definition of the network ${name} couldn’t be read, so it couldn’t be restored.`,
      'Check the host again, or use virsh net-edit.',
    )
  );
}

/** The snapshot with one network changed; null takes it away. @param added what to add where it is not there */
export function withNetwork(
  snapshot: HostSnapshot,
  uuid: string,
  change: (network: Network) => Network | null,
  added?: Network,
): HostSnapshot {
  const networks = snapshot.networks.flatMap((network) =>
    network.uuid === uuid ? (change(network) ?? []) : network,
  );
  const isNew = added !== undefined && findNetworkById(snapshot, uuid) === null;
  return { ...snapshot, networks: isNew ? [...networks, added] : networks };
}
