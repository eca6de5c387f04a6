import type { Domain, DomainInterface, DomainSide } from '#shared/host/domain.ts';
import { parseDomainXml } from '#shared/parse/domainXml.ts';
import { excerpt } from '#shared/parse/result.ts';
import { DomainQuestions, sidesOf } from './domainQuestions.ts';
import type { VirshBatch } from './virshBatch.ts';

/** One side of a domain, as its XML told. */
interface Side {
  readonly xml: string;
  /** The domain's; null before it was read. */
  readonly name: string | null;
  readonly interfaces: readonly DomainInterface[];
}

const NO_SIDE: Side = { xml: '', name: null, interfaces: [] };

const SIDES: readonly DomainSide[] = ['live', 'defined', 'saved'];

/** What the lists tell of a domain. */
type Identity = Pick<Domain, 'uuid' | 'name' | 'state' | 'active' | 'persistent' | 'autostart'> & {
  readonly saved: boolean | null;
  readonly snapshots: boolean | null;
};

/** What is remembered of one domain from read to read. */
export class KnownDomain {
  #domain: Domain;
  #identity: Identity;
  /** The lists' name is padded by old releases, so that the XML's own counts once it was read. */
  #xmlName: string | null = null;
  readonly #sides: Record<DomainSide, Side> = { live: NO_SIDE, defined: NO_SIDE, saved: NO_SIDE };
  /** The sides that are of an earlier read, or were never read. */
  readonly #unread: Set<DomainSide>;
  /** What `domiflist` said when the XML was read; null: the XML must be read (again). */
  #fingerprint: string | null = null;
  #marks = 0;
  #trouble = '';
  #unanswered = 0;

  constructor(identity: Identity) {
    this.#identity = identity;
    this.#domain = this.#drawn();
    this.#unread = new Set(sidesOf(this.#domain));
  }

  /** The same object for as long as nothing about it changes. */
  get domain(): Domain {
    return this.#domain;
  }

  get liveXml(): string {
    return this.#sides.live.xml;
  }

  /** The sides whose facts are not of the latest read: older ones, or none. */
  get unread(): readonly DomainSide[] {
    return [...this.#unread];
  }

  /** Why its XML is not what is shown; empty when it is. */
  get trouble(): string {
    return this.#trouble === '' ? '' : `The VM “${excerpt(this.#domain.name)}”: ${this.#trouble}`;
  }

  get isDue(): boolean {
    return this.#fingerprint === null;
  }

  /** Its XML must be read again, whatever `domiflist` says. */
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
    if (identity.name !== this.#identity.name) {
      this.#xmlName = null;
      this.#fingerprint = null;
    }
    const before = sidesOf(this.#domain);
    this.#identity = identity;
    const now = sidesOf(this.#drawn());
    for (const side of SIDES.filter((each) => before.includes(each) !== now.includes(each))) {
      this.#fingerprint = null;
      this.#sides[side] = NO_SIDE;
      if (now.includes(side)) this.#unread.add(side);
      else this.#unread.delete(side);
    }
    this.#redraw();
  }

  /** Takes over the answers; without XML among them, they only tell whether it must be read. */
  take(answers: DomainQuestions): void {
    if (!answers.xml) {
      if (answers.fingerprint !== this.#fingerprint) this.#fingerprint = null;
      return;
    }
    this.#trouble = '';
    const asked = SIDES.filter((side) => answers[side] !== null);
    for (const side of asked) this.#takeSide(side, answers[side]?.text ?? '');
    // Once is normal: it was stopped or has gone while it was read.
    this.#unanswered = asked.some((side) => answers[side]?.text === '') ? this.#unanswered + 1 : 0;
    if (this.#unanswered > 1) this.#trouble = 'libvirt gives no details of it.';
    this.#xmlName = this.#sides.live.name ?? this.#sides.defined.name;
    // A mark that was set after the question stands: the answer may be older than what it was set for.
    const isDone = this.#unread.size === 0 && answers.marks === this.#marks;
    this.#fingerprint = isDone ? answers.fingerprint : null;
    this.#redraw();
  }

  #takeSide(side: DomainSide, xml: string): void {
    const before = this.#sides[side];
    this.#unread.add(side);
    if (xml === '') return;
    if (xml !== before.xml) {
      const domain = parseDomainXml(xml);
      if (!domain.ok) {
        this.#trouble = domain.message;
        return;
      }
      const { name, live, interfaces } = domain.value;
      // It was stopped while it was read.
      if (side === 'live' && !live) return;
      this.#sides[side] = { xml, name, interfaces };
    }
    this.#unread.delete(side);
  }

  #redraw(): void {
    const next = this.#drawn();
    const before = this.#domain;
    const keys = new Set([...Object.keys(next), ...Object.keys(before)]) as Set<keyof Domain>;
    if ([...keys].some((key) => next[key] !== before[key])) this.#domain = next;
  }

  /** The domain as the lists have it, with the sides that are known. An image counts only while it is off. */
  #drawn(): Domain {
    const { uuid, name, state, active, persistent, autostart, saved, snapshots } = this.#identity;
    const { live, defined, saved: image } = this.#sides;
    const hasImage = active ? false : saved;
    return {
      uuid,
      name: this.#xmlName ?? name,
      state,
      active,
      persistent,
      autostart,
      live: live.interfaces,
      defined: defined.interfaces,
      ...(hasImage === false ? {} : { saved: hasImage === null ? null : image.interfaces }),
      ...(snapshots === true ? { hasSnapshots: true as const } : {}),
    };
  }
}
