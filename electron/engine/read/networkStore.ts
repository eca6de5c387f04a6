import type { DhcpLease, Network } from '#shared/host/network.ts';
import type { FactPart } from '#shared/host/source.ts';
import { type LeaseRow, parseDhcpLeases } from '#shared/parse/dhcpLeases.ts';
import { type NetworkXml, parseNetworkXml } from '#shared/parse/networkXml.ts';
import type { ListedNetworks } from './networkLists.ts';
import { oddWords } from './oddEntries.ts';
import { type ParseOnce, parseOnce } from './parseOnce.ts';
import type { BatchAnswer, VirshBatch } from './virshBatch.ts';

interface Known {
  readonly parse: ParseOnce<NetworkXml>;
  xml: NetworkXml | null;
  /** Null: it was not told. */
  definition: string | null;
  leases: readonly LeaseRow[];
  active: boolean;
  persistent: boolean;
  autostart: boolean;
  trouble: string;
  /** Its XML is of an earlier read, or is missing. */
  isUnread: boolean;
}

/** What is asked about one network. */
export interface NetworkQuestions {
  readonly uuid: string;
  readonly xml: BatchAnswer;
  /** libvirt gives the XML of a transient network here as well. */
  readonly definition: BatchAnswer;
  readonly leases: BatchAnswer | null;
}

/** libvirt's networks. There are few, so each is read each time. */
export class NetworkStore {
  #known = new Map<string, Known>();

  get networks(): Network[] {
    return [...this.#known.values()].flatMap(({ xml, definition, active, persistent, autostart }) => {
      if (xml === null) return [];
      const network: Network = { ...xml, active, persistent, autostart };
      if (!persistent) return [{ ...network, definition: null }];
      return [definition === null ? network : { ...network, definition }];
    });
  }

  get leases(): DhcpLease[] {
    return [...this.#known.values()].flatMap(({ xml, active, leases }) =>
      xml && active ? leases.map((lease) => ({ network: xml.name, ...lease })) : [],
    );
  }

  /** What could not be understood, a sentence each. */
  get troubles(): string[] {
    return [...this.#known.values()].map(({ trouble }) => trouble).filter((trouble) => trouble !== '');
  }

  /** The networks whose XML the latest questions brought no answer of, or none that could be understood. */
  get unread(): FactPart[] {
    return [...this.#known].flatMap(([uuid, { isUnread }]): FactPart[] =>
      isUnread ? [{ of: 'network', uuid }] : [],
    );
  }

  askAll(batch: VirshBatch): NetworkQuestions[] {
    return [...this.#known].map(([uuid, { active }]) => ask(batch, uuid, active));
  }

  /** Asks about networks that have not been read yet. */
  askNew(batch: VirshBatch): NetworkQuestions[] {
    return [...this.#known]
      .filter(([, { xml }]) => xml === null)
      .map(([uuid, { active }]) => ask(batch, uuid, active));
  }

  take(answers: readonly NetworkQuestions[]): void {
    for (const { uuid, xml, definition, leases } of answers) {
      const known = this.#known.get(uuid);
      if (!known) continue;
      known.isUnread = true;
      // Nothing is printed for a network that has gone in the meantime.
      if (!xml.text) continue;
      const network = known.parse(xml.text);
      const rows = parseDhcpLeases(leases?.text ?? '');
      if (network.ok) {
        known.xml = network.value;
        known.isUnread = false;
      }
      known.definition = definition.text || null;
      if (rows.ok) known.leases = rows.value;
      const leasesTrouble = rows.ok ? oddWords(rows.odd ?? []) : rows.message;
      known.trouble = network.ok ? (leasesTrouble ?? '') : network.message;
    }
  }

  applyLists({ all, active, persistent, autostart }: ListedNetworks): void {
    const before = this.#known;
    this.#known = new Map();
    for (const uuid of all) {
      const known = before.get(uuid) ?? unread();
      known.active = active.has(uuid);
      known.persistent = persistent.has(uuid);
      known.autostart = autostart.has(uuid);
      this.#known.set(uuid, known);
    }
  }
}

function unread(): Known {
  const flags = { active: false, persistent: false, autostart: false };
  return {
    parse: parseOnce(parseNetworkXml),
    xml: null,
    definition: null,
    leases: [],
    trouble: '',
    isUnread: true,
    ...flags,
  };
}

function ask(batch: VirshBatch, uuid: string, active: boolean): NetworkQuestions {
  return {
    uuid,
    xml: batch.ask('net-dumpxml', uuid),
    definition: batch.ask('net-dumpxml', uuid, '--inactive'),
    leases: active ? batch.ask('net-dhcp-leases', uuid) : null,
  };
}
