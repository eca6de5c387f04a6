import type { ContainerFacts, ContainerKey, NetNamespace, ToldContainer } from '#shared/host/container.ts';
import { type ContainerNic, nicsInside, nicsTold } from './containerNics.ts';
import type { Facts } from './facts.ts';
import type { NodeId, VmNode } from './model.ts';

/** A container, or a namespace that stands for one, with its NICs. */
export interface ContainerGuest {
  readonly node: VmNode;
  readonly nics: readonly ContainerNic[];
}

/**
 * The containers that have a network of their own and are not Proxmox VE’s: by their namespaces, and where those can’t be
 * seen as their runtime tells. Several that share one namespace are one guest.
 */
export function containerGuests(facts: Facts): ContainerGuest[] {
  const { containers } = facts.snapshot;
  if (containers === undefined) return [];
  const found = new Map<NodeId, ContainerGuest>();
  for (const namespace of inOrder(containers.namespaces)) {
    const guest = guestOf(namespace, containers, facts);
    if (guest !== null && !found.has(guest.node.id)) found.set(guest.node.id, guest);
  }
  for (const told of containers.told) {
    const id = containerId(told);
    // One without an endpoint shares another’s namespace, or has no network.
    if (
      found.has(id) ||
      !told.isRunning ||
      told.isOnHostNetwork ||
      told.endpoints.every(({ mac }) => mac === null)
    )
      continue;
    const node = containerNode(told, { told, pid: told.pid, shares: [] });
    found.set(id, { node, nics: nicsTold(node, told, facts) });
  }
  return [...found.values()].sort((a, b) => (order(a.node) < order(b.node) ? -1 : 1));
}

/** A container’s own namespace comes before those that something in it has made. */
export function inOrder(namespaces: readonly NetNamespace[]): NetNamespace[] {
  const rank = ({ netnsId }: NetNamespace) => (netnsId === null ? 1 : 0);
  return [...namespaces].sort((a, b) => rank(a) - rank(b) || (a.pid ?? 0) - (b.pid ?? 0));
}

function guestOf(namespace: NetNamespace, containers: ContainerFacts, facts: Facts): ContainerGuest | null {
  const { container, pid } = namespace;
  if (container?.runtime === 'lxc' && facts.pveGuests.get(Number(container.id))?.kind === 'lxc') return null;
  const key = container ?? keyOf(namespace);
  if (key === null) return null;
  const told = containers.told.find((one) => isTheSame(one, key, pid));
  const shares =
    told?.pod == null ? [] : containers.told.filter((one) => one.pod === told.pod && one.isRunning);
  const node = containerNode(key, { told, pid, shares: shares.map(({ name }) => name) });
  const nics = nicsInside(node, namespace, facts);
  if (nics === null) return null;
  // A process that has nothing to do with this host’s links is a sandbox, or a part of a container.
  return key.runtime === 'process' && nics.every(({ place }) => place === null) ? null : { node, nics };
}

function keyOf({ name, pid, program }: NetNamespace): ContainerKey | null {
  if (name !== null) return { runtime: 'netns', id: name };
  return pid === null ? null : { runtime: 'process', id: `${program ?? 'process'}-${pid}` };
}

function isTheSame(told: ToldContainer, { runtime, id }: ContainerKey, pid: number | null): boolean {
  return told.runtime === runtime && (told.id === id || (pid !== null && told.pid === pid));
}

/** Of Docker’s and Podman’s ids the twelve digits that they show. */
function containerId({ runtime, id }: ContainerKey): NodeId {
  return `container:${runtime}/${short(id)}`;
}

function short(id: string): string {
  return /^[0-9a-f]{64}$/.test(id) ? id.slice(0, 12) : id;
}

interface Known {
  readonly told: ToldContainer | undefined;
  readonly pid: number | null;
  readonly shares: readonly string[];
}

function containerNode(key: ContainerKey, { told, pid, shares }: Known): VmNode {
  return {
    id: containerId(key),
    kind: 'container',
    name: told?.pod ?? told?.name ?? short(key.id),
    uuid: '',
    state: 'running',
    active: true,
    hypervisor: 'other',
    persistent: null,
    autostart: false,
    pid,
    runtime: key.runtime,
    ...(told?.image == null ? {} : { image: told.image }),
    ...(shares.length === 0 ? {} : { shares }),
  };
}

function order({ name, id }: VmNode): string {
  return `${name}\0${id}`;
}
