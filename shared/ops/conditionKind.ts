import type { z } from 'zod';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import type { FactPart, SourceName } from '#shared/host/source.ts';

/** One kind of condition of the closed set: what shows that it holds, and whether a read tells. All pure. */
export interface ConditionKind<C extends { readonly is: string }> {
  /** By which it is read back from disk: nothing that is not of the closed set gets through. */
  readonly schema: z.ZodType<C>;
  /** The source of the facts that it rests on. */
  readonly source: SourceName;
  /** What the facts show instead, one sentence; empty when the condition holds. */
  mismatch(condition: C, snapshot: HostSnapshot): string;
  /** The parts of the source’s facts that it rests on; empty: all of them alike. */
  parts(condition: C, snapshot: HostSnapshot): readonly FactPart[];
  /** What it looks up in a list of which entries may be missing; null: it is in no such list. */
  entry(condition: C, snapshot: HostSnapshot): ListEntry | null;
  /** The links without which it is of no use that it holds. */
  uses(condition: C): readonly string[];
}

export interface ListEntry {
  /** As the source’s report names what it lacks. */
  readonly name: string;
  readonly isListed: boolean;
}
