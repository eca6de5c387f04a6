import type { Domain, DomainInterface } from '#shared/host/domain.ts';
import { parseDomainXml } from '#shared/parse/domainXml.ts';
import { excerpt } from '#shared/parse/result.ts';
import { DomainQuestions } from './domainQuestions.ts';
import type { VirshBatch } from './virshBatch.ts';

/** One side of a domain, live or defined, as its XML told. */
interface Side {
  readonly xml: string;
  /** The domain's; null before it was read. */
  readonly name: string | null;
  readonly interfaces: readonly DomainInterface[];
}

const NO_SIDE: Side = { xml: '', name: null, interfaces: [] };

type Identity = Omit<Domain, 'live' | 'defined'>;

/** What is remembered of one domain from read to read. */
export class KnownDomain {
  #domain: Domain;
  /** As the lists call it: padded by old releases, so that the XML's own name counts once it was read. */
  #listedName: string;
  #xmlName: string | null = null;
  #live = NO_SIDE;
  #defined = NO_SIDE;
  /** What `domiflist` said when the XML was read; null: the XML must be read (again). */
  #fingerprint: string | null = null;
  #marks = 0;
  #trouble = '';
  #unanswered = 0;

  constructor(identity: Identity) {
    this.#domain = { ...identity, live: [], defined: [] };
    this.#listedName = identity.name;
  }

  /** The same object for as long as nothing about it changes. */
  get domain(): Domain {
    return this.#domain;
  }

  get liveXml(): string {
    return this.#live.xml;
  }

  /** Why its XML is not what is shown; empty when it is. */
  get trouble(): string {
    return this.#trouble === '' ? '' : `The VM “${excerpt(this.#domain.name)}”: ${this.#trouble}`;
  }

  get isDue(): boolean {
    return this.#fingerprint === null;
  }

  /** Its XML must be read anew, whatever `domiflist` says. */
  markDue(): void {
    this.#fingerprint = null;
    this.#marks++;
  }

  /** Asks about it: `domiflist`, and with `xml` its XML as well. */
  ask(batch: VirshBatch, xml: boolean): DomainQuestions {
    return new DomainQuestions(batch, this.#domain, xml, this.#marks);
  }

  /** Takes over what the lists say. */
  update(identity: Identity): void {
    const changedSides =
      identity.active !== this.#domain.active || identity.persistent !== this.#domain.persistent;
    if (changedSides) this.#fingerprint = null;
    if (identity.name !== this.#listedName) {
      this.#listedName = identity.name;
      this.#xmlName = null;
      this.#fingerprint = null;
    }
    if (!identity.active) this.#live = NO_SIDE;
    if (!identity.persistent) this.#defined = NO_SIDE;
    this.#become(identity);
  }

  /** Takes over the answers; without XML among them, they only tell whether it must be read. */
  take(answers: DomainQuestions): void {
    if (!answers.xml) {
      if (answers.fingerprint !== this.#fingerprint) this.#fingerprint = null;
      return;
    }
    const live = answers.live?.text ?? null;
    const defined = answers.defined?.text ?? null;
    if (live === '' || defined === '') {
      // Once is normal: it was stopped or has gone while it was read.
      this.#unanswered++;
      this.#fingerprint = null;
      if (this.#unanswered > 1) this.#trouble = 'libvirt gives no details of it.';
      return;
    }
    this.#unanswered = 0;
    this.#trouble = '';
    // A mark that was set after the question stands: the answer may be older than what it was set for.
    this.#fingerprint = answers.marks === this.#marks ? answers.fingerprint : null;
    if (live !== null) this.#live = this.#readSide(live, this.#live);
    if (defined !== null) this.#defined = this.#readSide(defined, this.#defined);
    this.#xmlName = this.#live.name ?? this.#defined.name;
    this.#become(this.#domain);
  }

  #readSide(xml: string, before: Side): Side {
    if (xml === before.xml) return before;
    const domain = parseDomainXml(xml);
    if (domain.ok) return { xml, name: domain.value.name, interfaces: domain.value.interfaces };
    this.#trouble = domain.message;
    return before;
  }

  #become({ uuid, state, active, persistent, autostart }: Identity): void {
    const next = {
      uuid,
      name: this.#xmlName ?? this.#listedName,
      state,
      active,
      persistent,
      autostart,
      live: this.#live.interfaces,
      defined: this.#defined.interfaces,
    };
    const before = this.#domain;
    const same = (Object.keys(next) as (keyof Domain)[]).every((key) => next[key] === before[key]);
    if (!same) this.#domain = next;
  }
}
