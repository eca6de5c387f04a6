import type { FdbEntry, LinkAddress, Neighbour, Route } from './address.ts';
import type { ContainerFacts } from './container.ts';
import type { DhcpServer } from './dhcpServer.ts';
import type { Domain } from './domain.ts';
import type { Firewall } from './firewall.ts';
import type { Link } from './link.ts';
import type { LinkDns } from './linkDns.ts';
import type { LinkTraits } from './linkTraits.ts';
import type { Losses } from './losses.ts';
import type { NetSettings } from './netSettings.ts';
import type { AgentAddress, DhcpLease, Network } from './network.ts';
import type { NetworkSetup } from './networkSetup.ts';
import type { OvsFacts } from './ovs.ts';
import type { CardFunctions } from './pciCard.ts';
import type { TapHolder, VmProcess } from './process.ts';
import type { PveFacts } from './pve.ts';
import type { SourceReport } from './source.ts';
import type { VlanRange } from './vlanRange.ts';

/**
 * Everything that one read of a host found. Facts of a source that fails now but succeeded before are kept,
 * and its report then carries the older `factsFrom`: stale facts are shown as stale, never as fresh or as gone.
 */
export interface HostSnapshot {
  /** `local`, `demo`, `replay:FILE`. */
  readonly host: string;
  /** ISO 8601, UTC. */
  readonly takenAt: string;
  readonly sources: readonly SourceReport[];
  readonly links: readonly Link[];
  readonly addresses: readonly LinkAddress[];
  readonly routes: readonly Route[];
  readonly neighbours: readonly Neighbour[];
  readonly fdb: readonly FdbEntry[];
  /** By name, of ports and of bridges themselves; absent: no bridge filters VLANs, or they could not be read. */
  readonly portVlans?: Readonly<Record<string, readonly VlanRange[]>>;
  readonly domains: readonly Domain[];
  readonly networks: readonly Network[];
  readonly leases: readonly DhcpLease[];
  readonly agentAddresses: readonly AgentAddress[];
  readonly tapHolders: readonly TapHolder[];
  readonly vmProcesses: readonly VmProcess[];
  /** Mbit/s by link name, for links that report one. */
  readonly linkSpeeds: Readonly<Record<string, number>>;
  /** What sysfs alone tells of cards, bonds and bridges, by link name; a link without is not in it. Absent: not read. */
  readonly linkTraits?: Readonly<Record<string, LinkTraits>>;
  /** What links have lost lately; absent: their counters were not read twice yet. */
  readonly losses?: Losses;
  /** Class codes by PCI address, of what VMs are given as it is; absent: no VMs were read. */
  readonly pciClasses?: Readonly<Record<string, number>>;
  /** The physical functions of virtual ones that VMs are given, by PCI address; absent: no VMs were read. */
  readonly pciParents?: Readonly<Record<string, string>>;
  /** The PCI functions of cards, by link name; absent: they were not read. */
  readonly cardFunctions?: Readonly<Record<string, CardFunctions>>;
  readonly networkSetup: NetworkSetup;
  /** What systemd-resolved asks through which link, where it runs; absent: it does not, or was not asked. */
  readonly linkDns?: Readonly<Record<string, LinkDns>>;
  /** Who serves DHCP from this host’s network namespace; absent: it was not read. */
  readonly dhcpServers?: readonly DhcpServer[];
  /** What Proxmox VE has on file; absent: this host has none of it, or it could not be read. */
  readonly pve?: PveFacts;
  /** What Open vSwitch’s database tells; absent: this host has none of it, or it could not be read. */
  readonly ovs?: OvsFacts;
  /** The containers and named network namespaces; absent: there are none, or they could not be read. */
  readonly containers?: ContainerFacts;
  /** The rules of the packet filter; absent: they could not be read, as only root may. */
  readonly firewall?: Firewall;
  /** What the kernel is told of forwarding; absent: it was not read. */
  readonly netSettings?: NetSettings;
  /** The address of whoever came in by SSH to run Patchbay; absent: nobody did. */
  readonly cameFrom?: string;
  /** The URI of libvirt where it is not `qemu:///system`; absent: it is. */
  readonly libvirtUri?: string;
}

/** The link of that name; null when the host has none. */
export function findLink({ links }: Pick<HostSnapshot, 'links'>, name: string | null): Link | null {
  return links.find((link) => link.name === name) ?? null;
}
