import type { GuardTerms } from '#shared/guard.ts';
import type { Command } from '#shared/host/command.ts';
import { type Refusal, refuse } from '#shared/ops/refusal.ts';
import { guardDocument } from '../../helper/guardDocument.mjs';
import type { GuardProgram } from '../../hosts/host.ts';
import { type HelperRequest, requestFor } from '../rights/helperRequest.ts';
import { type GuardNote, noteText } from './guardList.ts';

/** What guard.sh is asked for as root. */
export type GuardCall =
  | ({ readonly kind: 'arm' } & GuardOrder)
  | { readonly kind: 'keep' | 'revert' | 'forget'; readonly id: string };

/** A guarded edit as the host runs it. */
export interface GuardOrder {
  readonly id: string;
  readonly seconds: number;
  readonly note: GuardNote;
  readonly probe: GuardTerms['probe'];
  /** Links that must be as they were once it was taken back. */
  readonly watch: readonly string[];
  readonly steps: readonly { readonly do: Command; readonly undo: Command }[];
}

/** A call as a command, and as the helper is asked for it. */
export interface CallForms {
  readonly command: Command;
  /** Null: the helper does not do all that it asks for. */
  readonly request: HelperRequest | null;
}

/** Tells of all guarded edits on the host; anyone may ask. @param words of the host's guard */
export function listCommand({ words }: GuardProgram): Command {
  return { argv: [...words, 'list'] };
}

/** @param guard the host's */
export function formsOf({ words, source = '' }: GuardProgram, call: GuardCall): CallForms | Refusal {
  const { kind, id } = call;
  if (kind !== 'arm') {
    return {
      command: { argv: [...words, kind, id] },
      request: { verb: `guard-${kind}`, guard: id },
    };
  }
  const { seconds, probe, watch, steps } = call;
  const note = noteText(call.note);
  const stdin = guardDocument({
    note,
    probe,
    watch,
    steps: steps.map((step) => ({ do: step.do.argv, undo: step.undo.argv })),
  });
  if (stdin === null) {
    return refuse(
      'The guard can handle only names of ASCII letters and signs, without quotes, backslashes or #.',
      'Rename the link, or make the change by hand.',
    );
  }
  const requests = steps.map((step) => ({ do: requestFor(step.do), undo: requestFor(step.undo) }));
  const isClosed = requests.every((each) => each.do !== null && each.undo !== null);
  return {
    command: { argv: [...words, 'arm', id, String(seconds)], stdin: source + stdin },
    request: isClosed ? { verb: 'guard-arm', guard: id, seconds, note, probe, watch, steps: requests } : null,
  };
}
