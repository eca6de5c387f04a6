import type { Domain } from '#shared/host/domain.ts';
import type { DhcpLease, Network } from '#shared/host/network.ts';
import { excerpt, type OddEntry } from '#shared/parse/result.ts';
import { DomainLists, OpenStates } from './domainLists.ts';
import { DomainStore } from './domainStore.ts';
import { NetworkLists } from './networkLists.ts';
import { NetworkStore } from './networkStore.ts';
import { gapOf, oddWords } from './oddEntries.ts';
import type { ReadHost } from './patientHost.ts';
import { hostdevsOf, PciDevices, type PciFacts } from './pciDevices.ts';
import type { Reading, ReadScope } from './source.ts';
import { unparsableTrouble } from './trouble.ts';
import { VirshBatch } from './virshBatch.ts';

export interface LibvirtFacts {
  readonly domains: readonly Domain[];
  readonly networks: readonly Network[];
  readonly leases: readonly DhcpLease[];
  /** Class codes of passed-through cards, by PCI address. */
  readonly pciClasses: Readonly<Record<string, number>>;
  /** Of passed-through virtual functions their physical ones, by PCI address. */
  readonly pciParents: Readonly<Record<string, string>>;
}

/**
 * Reads VMs and networks: one virsh process in most cases, and a second one when the first found something new; then what
 * the cards are that a VM was newly given.
 */
export class Libvirt {
  readonly #host: ReadHost;
  readonly #domains = new DomainStore();
  readonly #networks = new NetworkStore();
  readonly #pciDevices: PciDevices;

  constructor(host: ReadHost) {
    this.#host = host;
    this.#pciDevices = new PciDevices(host);
  }

  /** Running domains whose guest agent is there to be asked. */
  get withAgent(): readonly Domain[] {
    return this.#domains.withAgent;
  }

  /** The XML of these domains is part of the next reading, whatever its scope. */
  markDue(isMeant: (domain: Domain) => boolean): void {
    this.#domains.markDue(isMeant);
  }

  /** @param scope `edited` reads the lists, the networks and the domains that are due. */
  async read(scope: ReadScope, signal: AbortSignal | undefined): Promise<Reading<LibvirtFacts>> {
    const first = new VirshBatch();
    const lists = new DomainLists(first);
    const networkLists = new NetworkLists(first);
    const asked = scope === 'everything' ? this.#domains.askAll(first) : this.#domains.askDue(first, []);
    const askedNetworks = this.#networks.askAll(first);
    const end = await first.run(this.#host, signal);
    if (end.status !== 'ok') return end;

    const listed = lists.read();
    if (!listed.ok) return unparsableTrouble(listed.message);
    this.#domains.take(asked);
    this.#networks.take(askedNetworks);
    this.#domains.applyLists(listed.value, new Map());
    const networks = networkLists.read();
    const withoutNetworks = networks.ok ? networksRefused(end.stderr) : networks.message;
    if (withoutNetworks === null && networks.ok) this.#networks.applyLists(networks.value);

    const second = new VirshBatch();
    const open = new OpenStates(second, listed.value);
    const askedNow = this.#domains.askDue(second, asked);
    const askedNetworksNow = this.#networks.askNew(second);
    if (!second.isEmpty) {
      const end = await second.run(this.#host, signal);
      if (end.status !== 'ok') return end;
      const now = open.read();
      if (!now.ok) return unparsableTrouble(now.message);
      this.#domains.take(askedNow);
      this.#networks.take(askedNetworksNow);
      this.#domains.applyLists(listed.value, now.value);
    }
    const odd = [...(listed.odd ?? []), ...((networks.ok && networks.odd) || [])];
    return this.#facts(
      withoutNetworks,
      odd,
      await this.#pciDevices.read(hostdevsOf(this.#domains.domains), signal),
    );
  }

  #facts(
    withoutNetworks: string | null,
    odd: readonly OddEntry[],
    { classes: pciClasses, parents: pciParents }: PciFacts,
  ): Reading<LibvirtFacts> {
    const { domains } = this.#domains;
    const { networks, leases } = this.#networks;
    const facts = { domains, networks, leases, pciClasses, pciParents };
    const troubles = [...this.#domains.troubles, ...this.#networks.troubles];
    const unread = [...this.#domains.unread, ...this.#networks.unread];
    if (withoutNetworks !== null) {
      unread.push({ of: 'networks' });
      troubles.unshift(`The virtual networks could not be read: ${excerpt(withoutNetworks)}`);
    }
    // A line that virsh prints into one list it mostly prints into all of them.
    const lines = new Map(odd.map((each) => [each.words, each]));
    const told = oddWords([...lines.values()]);
    if (told !== null) troubles.unshift(`Not all that virsh printed could be read: ${told}.`);
    const [message, ...others] = troubles;
    const { libvirtRemark } = this.#host;
    if (message === undefined && libvirtRemark !== undefined) {
      return {
        status: 'partial',
        facts,
        message: libvirtRemark,
        advice: 'The VMs of the other one are not shown.',
        unread,
      };
    }
    if (message === undefined) return { status: 'ok', facts, unread };
    const more = others.length === 0 ? '' : ` And ${others.length} more like it.`;
    return {
      status: 'partial',
      facts,
      message: message + more,
      advice: 'The rest was read.',
      unread,
      ...gapOf(odd),
    };
  }
}

/** Why libvirt did not list its networks: it then prints empty lists. Null when it did. */
function networksRefused(stderr: string): string | null {
  // error: Failed to list networks
  // error: this function is not supported by the connection driver: virConnectListAllNetworks
  const refusal = /^error: Failed to list networks(?:\nerror: (.*))?/m.exec(stderr);
  return refusal && (refusal[1] ?? 'libvirt does not say why.');
}
