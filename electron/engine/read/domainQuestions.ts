import type { Domain } from '#shared/host/domain.ts';
import type { Answer, VirshBatch } from './virshBatch.ts';

/**
 * What is asked about one domain: `domiflist`, which tells little but shows most changes, and for `xml` its XML as well.
 * Only the sides that it has are asked for: a shut-off domain has no live one, a transient one is not defined.
 */
export class DomainQuestions {
  readonly uuid: string;
  readonly xml: boolean;
  /** How often the domain had been marked as changed when it was asked about. */
  readonly marks: number;
  readonly live: Answer | null;
  readonly defined: Answer | null;
  readonly #active: boolean;
  readonly #persistent: boolean;
  readonly #lists: readonly Answer[];

  constructor(batch: VirshBatch, domain: Domain, xml: boolean, marks: number) {
    this.uuid = domain.uuid;
    this.xml = xml;
    this.marks = marks;
    this.#active = domain.active;
    this.#persistent = domain.persistent;
    const lists: Answer[] = [];
    if (this.#active) lists.push(batch.ask('domiflist', domain.uuid));
    if (this.#persistent) lists.push(batch.ask('domiflist', domain.uuid, '--inactive'));
    this.#lists = lists;
    this.live = xml && this.#active ? batch.ask('dumpxml', domain.uuid) : null;
    this.defined = xml && this.#persistent ? batch.ask('dumpxml', domain.uuid, '--inactive') : null;
  }

  /** What `domiflist` said, as one text to compare. Asked before the XML, so that a change between the two shows later. */
  get fingerprint(): string {
    return this.#lists.map(({ text }) => text).join('\0');
  }

  /** Whether the questions were the right ones for what the domain turned out to be. */
  fits(domain: Domain): boolean {
    return this.#active === domain.active && this.#persistent === domain.persistent;
  }
}
