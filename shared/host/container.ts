import type { LowerLink } from './link.ts';

/** The programs that run containers, as far as they are told apart; `netns`: a namespace that `ip netns` names. */
export const RUNTIMES = [
  'docker',
  'podman',
  'kubernetes',
  'containerd',
  'lxc',
  'incus',
  'lxd',
  'nspawn',
  'libvirt-lxc',
  'netns',
  'process',
] as const;

export type Runtime = (typeof RUNTIMES)[number];

/** Which container something is: its runtime and the id or name that it has there. */
export interface ContainerKey {
  readonly runtime: Runtime;
  /** Docker’s and Podman’s id in full, 64 digits; the name of a machine of LXC, nspawn, … */
  readonly id: string;
}

/** What is known of the containers of a host. */
export interface ContainerFacts {
  readonly namespaces: readonly NetNamespace[];
  /** What the runtimes that answer tell of theirs. */
  readonly told: readonly ToldContainer[];
  readonly networks: readonly ContainerNetwork[];
}

/** A network namespace other than the one that the links were read in. */
export interface NetNamespace {
  /** The number by which links here name it (`link_netnsid`); null where none does. */
  readonly netnsId: number | null;
  /** The oldest process in it; null: none is. */
  readonly pid: number | null;
  /** What that process is called (`/proc/PID/comm`). */
  readonly program: string | null;
  /** Its name in `/run/netns`. */
  readonly name: string | null;
  /** The container that its process belongs to, by its control group; null: none that is known. */
  readonly container: ContainerKey | null;
  /** Null: they could not be read. */
  readonly nics: readonly InnerNic[] | null;
}

/** A link inside a namespace, loopback left out. */
export interface InnerNic {
  readonly name: string;
  readonly ifindex: number;
  readonly mac: string | null;
  /** The kernel’s kind: `veth`, `macvlan`, …; empty for a card. */
  readonly infoKind: string;
  readonly master: string | null;
  /** What it is paired with or sits on; its `ifindex` is of the namespace where that is. */
  readonly lower: LowerLink | null;
  readonly up: boolean;
  /** Link-local ones left out. */
  readonly addresses: readonly string[];
}

/** A container as its runtime tells of it. */
export interface ToldContainer extends ContainerKey {
  readonly name: string;
  readonly image: string | null;
  /** The pod that it shares its namespace with others in; null: none. */
  readonly pod: string | null;
  /** Its first process; null where that is not told. */
  readonly pid: number | null;
  readonly isOnHostNetwork: boolean;
  /** Paused counts; one that isn’t has no namespace, and no MAC or address yet. */
  readonly isRunning: boolean;
  readonly endpoints: readonly Endpoint[];
}

/** Where a container is connected, as its runtime tells. */
export interface Endpoint {
  readonly network: string;
  readonly mac: string | null;
  readonly addresses: readonly string[];
}

/** A network of a runtime that is a bridge here. */
export interface ContainerNetwork {
  readonly runtime: Runtime;
  readonly name: string;
  readonly bridge: string;
  /** Its runtime hides it behind the addresses of the host; false: it is kept inside, or routed. */
  readonly isNat: boolean;
}
