import { z } from 'zod';
import type { GuardTerms, HostGuardPhase } from '#shared/guard.ts';
import type { NodeId } from '#shared/topology/model.ts';

/** A guarded edit as `guard.sh list` tells of it. */
export interface ListedGuard {
  readonly id: string;
  readonly phase: HostGuardPhase;
  readonly seconds: number;
  /** Seconds; null unless it waits. */
  readonly left: number | null;
  readonly contact: 'yes' | 'no' | 'unknown';
  /** Why it is taken back; null while it is not. */
  readonly cause: 'user' | 'expired' | 'failed' | 'stopped' | 'killed' | null;
  /** The command that failed, in words; null: none did. */
  readonly command: string | null;
  /** What that printed. */
  readonly said: string;
  /** What the host showed before and does not show now (`- …`), or the other way round (`+ …`). */
  readonly differs: readonly string[];
  readonly probe: GuardTerms['probe'];
  readonly note: GuardNote;
}

/** What Patchbay gives the guard to keep, as one line of JSON. */
export interface GuardNote {
  readonly title: string;
  readonly touches: readonly NodeId[];
}

const noteSchema: z.ZodType<GuardNote> = z.strictObject({
  title: z.string().max(1000),
  touches: z.array(z.string().max(300)).max(200),
});

const number = z
  .string()
  .regex(/^\d{1,6}$/)
  .transform(Number);

const guardSchema = z.strictObject({
  guard: z.uuid(),
  phase: z.enum(['applying', 'waiting', 'reverting', 'kept', 'reverted', 'not-reverted', 'gone']),
  seconds: number,
  left: number.optional(),
  contact: z.enum(['yes', 'no', 'unknown']),
  cause: z.enum(['user', 'expired', 'failed', 'stopped', 'killed']).optional(),
  command: z.string().optional(),
  said: z.array(z.string()).default([]),
  differs: z.array(z.string()).default([]),
  probe: z
    .string()
    .regex(/^\S+ \S+$/)
    .optional(),
  note: z.string().optional(),
});

const REPEATED = ['said', 'differs'];
const MOST_TEXT = 1_000_000;

/**
 * What `guard.sh list` printed; its format stands at the head of electron/helper/guard.sh. An edit that can't be
 * understood is left out; null where nothing can.
 */
export function parseGuardList(text: string): ListedGuard[] | null {
  const [head, ...lines] = text.slice(0, MOST_TEXT).split('\n');
  if (head !== 'patchbay-guards 1') return null;
  const guards: ListedGuard[] = [];
  let fields: Record<string, string | string[]> = {};
  for (const line of lines) {
    if (line === '.') {
      const guard = guardOf(fields);
      if (guard !== null) guards.push(guard);
      fields = {};
      continue;
    }
    const [, key = '', value = ''] = /^([a-z]+) (.*)$/.exec(line) ?? [];
    const known = fields[key];
    if (!REPEATED.includes(key)) fields[key] = value;
    else if (Array.isArray(known)) known.push(value);
    else fields[key] = [value];
  }
  return guards;
}

function guardOf(fields: unknown): ListedGuard | null {
  const { data } = guardSchema.safeParse(fields);
  if (data === undefined) return null;
  const { guard, left, cause, command, said, probe, note, ...rest } = data;
  const [address = '', link = ''] = probe?.split(' ') ?? [];
  return {
    ...rest,
    id: guard,
    left: left ?? null,
    cause: cause ?? null,
    command: command ?? null,
    said: said.join('\n'),
    probe: probe === undefined ? null : { address, link },
    note: noteOf(note) ?? { title: 'A guarded edit', touches: [] },
  };
}

function noteOf(text: string | undefined): GuardNote | null {
  try {
    return noteSchema.safeParse(JSON.parse(text ?? '')).data ?? null;
  } catch {
    return null;
  }
}

/** One line of printable ASCII, whatever a name holds: JSON has an escape for each character. */
export function noteText(note: GuardNote): string {
  return JSON.stringify(note).replace(
    /[^ -~]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
