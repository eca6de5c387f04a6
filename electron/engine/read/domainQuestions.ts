import type { Domain, DomainSide } from '#shared/host/domain.ts';
import type { BatchAnswer, VirshBatch } from './virshBatch.ts';

/**
 * What is asked about one domain: `domiflist`, which tells little but shows most changes, and for `xml` its XML as well.
 * Only the sides that it has are asked for: a shut-off domain has no live one, a transient one is not defined, and few
 * have a saved image.
 */
export class DomainQuestions {
  readonly uuid: string;
  readonly xml: boolean;
  /** How often the domain had been marked as changed when it was asked about. */
  readonly marks: number;
  readonly live: BatchAnswer | null;
  readonly defined: BatchAnswer | null;
  readonly saved: BatchAnswer | null;
  readonly #sides: string;
  readonly #lists: readonly BatchAnswer[];

  constructor(batch: VirshBatch, domain: Domain, xml: boolean, marks: number) {
    this.uuid = domain.uuid;
    this.xml = xml;
    this.marks = marks;
    const sides = sidesOf(domain);
    this.#sides = sides.join();
    const lists: BatchAnswer[] = [];
    if (sides.includes('live')) lists.push(batch.ask('domiflist', domain.uuid));
    if (sides.includes('defined')) lists.push(batch.ask('domiflist', domain.uuid, '--inactive'));
    this.#lists = lists;
    const ask = (side: DomainSide, ...command: string[]) =>
      xml && sides.includes(side) ? batch.ask(...command) : null;
    this.live = ask('live', 'dumpxml', domain.uuid);
    this.defined = ask('defined', 'dumpxml', domain.uuid, '--inactive');
    this.saved = ask('saved', 'managedsave-dumpxml', domain.uuid);
  }

  /** What `domiflist` said, as one text to compare. Asked before the XML, so that a change between the two shows later. */
  get fingerprint(): string {
    return this.#lists.map(({ text }) => text).join('\0');
  }

  /** Whether the questions were the right ones for what the domain turned out to be. */
  fits(domain: Domain): boolean {
    return this.#sides === sidesOf(domain).join();
  }
}

/** The sides that a domain has an XML of. */
export function sidesOf({
  active,
  persistent,
  saved,
}: Pick<Domain, 'active' | 'persistent' | 'saved'>): DomainSide[] {
  return [
    ...(active ? (['live'] as const) : []),
    ...(persistent ? (['defined'] as const) : []),
    ...(saved !== undefined && saved !== null ? (['saved'] as const) : []),
  ];
}
