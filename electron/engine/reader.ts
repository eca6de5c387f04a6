import type { EarlierCounts } from '#shared/host/earlierCounts.ts';
import { withLinkNames } from '#shared/host/linkNames.ts';
import { withSwitchMasters } from '#shared/host/ovsLinks.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import type { SourceReport } from '#shared/host/source.ts';
import type { Host } from '../hosts/host.ts';
import { libvirtReport } from './read/libvirtElsewhere.ts';
import { isDoneWithin } from './read/patience.ts';
import { hostSources } from './read/sources.ts';
import { timedOutReport } from './read/timedOut.ts';

/** What one poll found, and what it did not wait for. */
interface Poll {
  readonly snapshot: HostSnapshot;
  /** Resolves when the sources that were too slow for this poll have answered or failed; null: there are none. */
  readonly late: Promise<void> | null;
}

/** What must be fresh after an edit. */
export interface Focus {
  /** UUIDs of the domains that were edited. */
  readonly domains: readonly string[];
  /** Networks of libvirt were edited, or what was edited rests on them. */
  readonly networks?: true;
  /** Whom systemd-resolved asks through a link was edited. */
  readonly dns?: true;
  /** A guest of Proxmox VE was edited. */
  readonly pve?: true;
}

/** What an edit of nothing that is libvirt's waits for libvirt: one that hangs must not hold it up. */
const BYSTANDER_MS = 500;

/** How long `read` waits for the slow sources: a guest agent that hangs must not hold up a command line. */
const SLOW_PATIENCE_MS = 3000;

/**
 * Reads a host and remembers what it read: each source's last good facts, and the XML of each domain.
 *
 * The fast sources (`ip`, `bridge`, virsh) cost seven short processes, one more where a bridge filters
 * VLANs, one more where there is Proxmox VE, one where there is Open vSwitch, and one more for each hundred VMs or so. The slow
 * ones (guest agents, who holds which TAP, containers, what each bridge of Open vSwitch has learned, link speeds, what configures the network, whom systemd-resolved asks, who serves DHCP, firewall rules and the kernel’s settings) are
 * apart, so that they hold up nothing. No source is ever read twice at the same time, whoever calls what meanwhile. Nothing here rejects: what went
 * wrong is in the snapshot's `sources`.
 */
export class Reader {
  readonly #host: Host;
  readonly #now: () => Date;
  readonly #sources: ReturnType<typeof hostSources>;
  #slowReadFor: string | null = null;

  /** @param now the clock; a capture's facts are of its own time */
  constructor(host: Host, now: () => Date = clockOf(host)) {
    this.#host = host;
    this.#now = now;
    this.#sources = hostSources(host, now);
  }

  /** What is known, without reading anything; before the first read all sources are `pending`. */
  snapshot(): HostSnapshot {
    const { links, addresses, routes, neighbours, fdb, portVlans, virsh } = this.#sources;
    const { guestAgents, tapHolders, linkFiles, networkSetup, linkDns, dhcpServers } = this.#sources;
    const { pve, ovs, ovsFdb, containers, firewall, netSettings } = this.#sources;
    const { cameFrom, libvirtUri } = this.#host;
    const { losses } = this.#sources.lossWatch;
    return {
      host: this.#host.name,
      takenAt: this.#now().toISOString(),
      sources: [...this.#fast, ...this.#slow].map((source) => this.#reportOf(source)),
      links: withSwitchMasters(links.facts, ovs.facts ?? undefined),
      addresses: addresses.facts,
      routes: routes.facts,
      neighbours: neighbours.facts,
      fdb: ovsFdb.facts === null ? fdb.facts : [...fdb.facts, ...ovsFdb.facts],
      ...(portVlans.facts === null ? {} : { portVlans: portVlans.facts }),
      ...virsh.facts,
      pciClasses: { ...tapHolders.facts.pci.classes, ...virsh.facts.pciClasses },
      pciParents: { ...tapHolders.facts.pci.parents, ...virsh.facts.pciParents },
      ...withLinkNames(links.facts, {
        domains: virsh.facts.domains,
        networks: virsh.facts.networks,
        vmProcesses: tapHolders.facts.processes,
      }),
      agentAddresses: guestAgents.facts,
      tapHolders: tapHolders.facts.holders,
      linkSpeeds: linkFiles.facts.speeds,
      cardFunctions: linkFiles.facts.functions,
      ...(linkFiles.facts.traits === null ? {} : { linkTraits: linkFiles.facts.traits }),
      ...(losses === null ? {} : { losses }),
      networkSetup: networkSetup.facts,
      ...(linkDns.facts === null ? {} : { linkDns: linkDns.facts }),
      ...(dhcpServers.facts === null ? {} : { dhcpServers: dhcpServers.facts }),
      ...(pve.facts === null ? {} : { pve: pve.facts }),
      ...(ovs.facts === null ? {} : { ovs: ovs.facts }),
      ...(containers.facts === null ? {} : { containers: containers.facts }),
      ...(firewall.facts === null ? {} : { firewall: firewall.facts }),
      ...(netSettings.facts === null ? {} : { netSettings: netSettings.facts }),
      ...(cameFrom === undefined ? {} : { cameFrom }),
      ...(libvirtUri === undefined ? {} : { libvirtUri }),
    };
  }

  /** What the links had counted at most a minute before the latest reading; null: they were read once. */
  get earlierCounts(): EarlierCounts | null {
    return this.#sources.lossWatch.earlier;
  }

  /**
   * Reads everything once and waits for it, for a command line that looks only once. A source that does not answer
   * holds this up until its timeout, 20 to 30 s at first; of the slow ones, those that tell which VMs and
   * containers there are do so too, and the others for 3 s, after which they are left `pending`. Both are times the host’s patience.
   * An aborted read resolves with what was known before.
   */
  async read(signal?: AbortSignal): Promise<HostSnapshot> {
    const { tapHolders, containers } = this.#sources;
    await Promise.all(this.#fast.map((source) => source.refresh('everything', signal)));
    const slow = this.#refreshSlow(signal);
    await isDoneWithin(SLOW_PATIENCE_MS * this.#patience, slow);
    // Without them a VM or a container would just not be there.
    await Promise.all([tapHolders.settled(), containers.settled()]);
    return this.snapshot();
  }

  /** Reads everything once, and waits for each source however long it takes, up to its own timeout. */
  async readToEnd(signal?: AbortSignal): Promise<HostSnapshot> {
    await Promise.all(this.#fast.map((source) => source.refresh('everything', signal)));
    return this.pollSlow(signal);
  }

  /**
   * Reads what an edit may have changed, all of it after this call: links, addresses, routes, networks, and the lists and
   * the XML of the domains in `focus` (and of any that are new). Other facts stay as they were read before, with their
   * age. Waits for a reading that is under way first, so that nothing of it is from before the edit. Where the edit was
   * of nothing that is libvirt's, libvirt is not waited for when it takes long.
   */
  async readFor(focus: Focus, signal?: AbortSignal): Promise<HostSnapshot> {
    const { links, addresses, routes, portVlans, virsh, libvirt, linkDns, pve, ovs } = this.#sources;
    const edited = new Set(focus.domains);
    libvirt.markDue(({ uuid }) => edited.has(uuid));
    const ofLibvirt = virsh.refreshAfresh('edited', signal);
    const isEdited = focus.networks === true || focus.domains.length > 0;
    await Promise.all([
      ...[
        ...[links, addresses, routes, portVlans],
        ...(focus.dns === true ? [linkDns] : []),
        ...(focus.pve === true ? [pve] : []),
        ...(ovs.facts === null ? [] : [ovs]),
      ].map((source) => source.refreshAfresh('edited', signal)),
      isEdited ? ofLibvirt : isDoneWithin(BYSTANDER_MS * this.#patience, ofLibvirt),
    ]);
    return this.snapshot();
  }

  /**
   * Reads the fast sources for at most `patienceMs`. A source that takes longer goes on in the background and costs only its own
   * facts; later polls do not wait for it again, and read it again once it has ended.
   */
  async poll(patienceMs: number, signal?: AbortSignal): Promise<Poll> {
    const idle = this.#fast.filter(({ isReading }) => !isReading);
    const all = Promise.all(idle.map((source) => source.refresh('everything', signal)));
    const isDone = await isDoneWithin(patienceMs, all);
    return { snapshot: this.snapshot(), late: isDone ? null : all.then(() => {}) };
  }

  /** Whether TAPs, virtual functions or guest agents have come or gone since the slow sources were read. */
  get isSlowDue(): boolean {
    return this.#slowKey() !== this.#slowReadFor;
  }

  /** Whether containers have come that the latest read has seen, and not yet looked into. */
  get isUnfinished(): boolean {
    return this.#sources.ofContainers.isUnfinished;
  }

  /** Goes on with what is unfinished. */
  async pollUnfinished(signal?: AbortSignal): Promise<HostSnapshot> {
    await this.#sources.containers.refresh('everything', signal);
    return this.snapshot();
  }

  /** Reads the slow sources and waits for them, up to their timeouts. */
  async pollSlow(signal?: AbortSignal): Promise<HostSnapshot> {
    await this.#refreshSlow(signal);
    return this.snapshot();
  }

  /** Somebody said that this domain has changed: its XML is part of the next read. */
  domainChanged(name: string): void {
    this.#sources.libvirt.markDue((domain) => domain.name === name);
  }

  #reportOf({ report }: { readonly report: SourceReport }): SourceReport {
    if (report.status === 'timed-out') return timedOutReport(report, this.#patience);
    if (report.name === 'pve') return absentReport(report, this.#sources.pve.facts);
    if (report.name === 'ovs') return absentReport(report, this.#sources.ovs.facts);
    if (report.name === 'ovs-fdb') return absentReport(report, this.#sources.ovsFdb.facts);
    if (report.name === 'containers') return absentReport(report, this.#sources.containers.facts);
    if (report.name !== 'virsh') return report;
    const { libvirtUri, hasNoLibvirt } = this.#host;
    return libvirtReport(report, this.#sources.tapHolders.facts.processes, libvirtUri, hasNoLibvirt !== true);
  }

  get #patience(): number {
    return this.#host.patience ?? 1;
  }

  get #fast() {
    const { links, addresses, routes, neighbours, fdb, portVlans, virsh, pve, ovs } = this.#sources;
    return [links, addresses, routes, neighbours, fdb, portVlans, virsh, pve, ovs];
  }

  get #slow() {
    const { guestAgents, tapHolders, linkFiles, networkSetup, linkDns, dhcpServers } = this.#sources;
    const { ovsFdb, containers, netSettings, firewall } = this.#sources;
    // What waits for another one comes behind it.
    const others = [ovsFdb, containers, netSettings, firewall];
    return [guestAgents, tapHolders, linkFiles, networkSetup, linkDns, dhcpServers, ...others];
  }

  async #refreshSlow(signal: AbortSignal | undefined): Promise<void> {
    this.#slowReadFor = this.#slowKey();
    await Promise.all(this.#slow.map((source) => source.refresh('everything', signal)));
  }

  // A TAP's carrier tells whether a process holds it.
  #slowKey(): string {
    const { links, libvirt } = this.#sources;
    const taps = links.facts.filter(({ tun, infoKind }) => tun !== null || infoKind === 'macvtap');
    const functions = links.facts.filter(({ vfs }) => vfs.length > 0);
    return JSON.stringify([
      taps.map(({ ifindex, name, carrier }) => [ifindex, name, carrier]),
      functions.map(({ ifindex, name, vfs }) => [ifindex, name, vfs.map(({ index }) => index)]),
      libvirt.withAgent.map(({ uuid }) => uuid),
      links.facts.flatMap(({ name, lower }) => (lower?.netnsId == null ? [] : [[name, lower.netnsId]])),
    ]);
  }
}

/** That a host has no files of Proxmox VE, or no Open vSwitch, is usual. */
function absentReport(report: SourceReport, facts: object | null): SourceReport {
  return report.status === 'ok' && facts === null ? { ...report, isAbsent: true } : report;
}

function clockOf({ asOf }: Host): () => Date {
  return asOf === undefined ? () => new Date() : () => new Date(asOf);
}
