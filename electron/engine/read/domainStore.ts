import type { Domain } from '#shared/host/domain.ts';
import type { FactPart } from '#shared/host/source.ts';
import type { Listed, NowState } from './domainLists.ts';
import type { DomainQuestions } from './domainQuestions.ts';
import { hasConnectedAgent } from './guestAgents.ts';
import { KnownDomain } from './knownDomain.ts';
import type { VirshBatch } from './virshBatch.ts';

/** The XML of so many domains is read each time, changed or not: what `domiflist` does not show comes only that way. */
const SLICE = 40;
/** However many domains there are, the XML of each is read at least once in so many reads. */
const ROUNDS = 10;

/** The libvirt domains: who they are from the lists, and their interfaces from their XML, read when it changes. */
export class DomainStore {
  #known = new Map<string, KnownDomain>();
  #turn = 0;

  get domains(): Domain[] {
    return [...this.#known.values()].map(({ domain }) => domain);
  }

  /** What could not be understood or had, a sentence each. */
  get troubles(): string[] {
    return [...this.#known.values()].map(({ trouble }) => trouble).filter((trouble) => trouble !== '');
  }

  /** The sides of domains that the latest questions brought no answer of, or none that could be understood. */
  get unread(): FactPart[] {
    return [...this.#known.values()].flatMap(({ domain: { uuid }, unread }) =>
      unread.map((side): FactPart => ({ of: 'domain', uuid, side })),
    );
  }

  /** Running domains whose guest agent is there to be asked. */
  get withAgent(): Domain[] {
    return [...this.#known.values()]
      .filter(({ domain, liveXml }) => domain.state === 'running' && hasConnectedAgent(liveXml))
      .map(({ domain }) => domain);
  }

  /** The XML of these is read next time, whatever `domiflist` says. */
  markDue(isMeant: (domain: Domain) => boolean): void {
    for (const known of this.#known.values()) if (isMeant(known.domain)) known.markDue();
  }

  /** Asks about all domains: the XML of those that are due and of the next slice, and of the others `domiflist`. */
  askAll(batch: VirshBatch): DomainQuestions[] {
    const all = [...this.#known.values()];
    const size = Math.min(all.length, Math.max(SLICE, Math.ceil(all.length / ROUNDS)));
    const start = this.#turn % Math.max(1, all.length);
    this.#turn = start + size;
    const slice = new Set([...all, ...all].slice(start, start + size));
    return all.map((known) => known.ask(batch, known.isDue || slice.has(known)));
  }

  /** Asks for the XML of those that are due, but not once more for what has just been `asked`. */
  askDue(batch: VirshBatch, asked: readonly DomainQuestions[]): DomainQuestions[] {
    const done = new Map(asked.filter(({ xml }) => xml).map((questions) => [questions.uuid, questions]));
    return [...this.#known.values()]
      .filter(({ isDue, domain }) => isDue && !done.get(domain.uuid)?.fits(domain))
      .map((known) => known.ask(batch, true));
  }

  take(answers: readonly DomainQuestions[]): void {
    for (const answer of answers) this.#known.get(answer.uuid)?.take(answer);
  }

  /**
   * Takes over the lists: who has come, who has gone, and how the others are.
   * @param now what was asked of those whose state the lists left open
   */
  applyLists(listed: readonly Listed[], now: ReadonlyMap<string, NowState>): void {
    const before = this.#known;
    this.#known = new Map();
    for (const { uuid, ...one } of listed) {
      const known = before.get(uuid);
      const later = now.get(uuid);
      const state = one.state ?? later?.state ?? known?.domain.state ?? 'no state';
      const identity = { ...one, uuid, state, active: later?.active ?? one.active };
      known?.update(identity);
      this.#known.set(uuid, known ?? new KnownDomain(identity));
    }
  }
}
