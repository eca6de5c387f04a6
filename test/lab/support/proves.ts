import { onTestFinished, TestRunner } from 'vitest';
import type { Edit, Repair } from '#shared/edits/model.ts';
import { editRows } from '../../runner/editRows.mjs';
import { unproved } from './claims.ts';
import { type Tool, witnessed } from './witness.ts';

// How a lab test says what it proves. The table “What each edit does, and what proves it” in EDITS.md is made of
// what is said here by tests that passed, and nothing else: `node test/tables.mjs` runs the lab and writes it, and
// the lab run of `npm test` fails where it is not what the tests have proved.
//
// In a test that applies an edit and looks at the host with `ip` and `virsh` themselves, say, as its first line:
//
//     proves({ edit: 'move', live: true, undo: true, redo: true, by: ['ip', 'virsh'] });
//
// Say only what this very test looks at: one that claims an undo, a redo or a tool that it did not use fails. Several tests may speak of one edit, and one test of several edits; what they
// prove adds up. An edit that is done differently for another kind of cable or place has a row of its own in
// test/runner/editRows.mjs; a new kind of edit needs one there, or this file does not compile.

/** Each kind of edit has a row, or it does not compile. */
const rows: {
  readonly [Kind in Exclude<Edit['kind'], 'repair'> | `repair ${Repair}`]: object;
} & typeof editRows = editRows;

/** What one test has proved of one edit; what is absent it says nothing of. */
export interface Proof {
  readonly edit: keyof typeof rows;
  /** It works on the running VM, or on the host now; `refused`: it can't be done there, and the user is told why. */
  readonly live?: true | 'refused';
  /** It works in the definition of a VM that is shut off. */
  readonly off?: true | 'refused';
  /** After an undo the host is as it was. */
  readonly undo?: true;
  /** After undo and redo the edit is there again. */
  readonly redo?: true;
  /** What the test looked at the host with, beside Patchbay. */
  readonly by: readonly Tool[];
}

declare module 'vitest' {
  interface TaskMeta {
    proofs?: Proof[];
  }
}

/** Says what the running test proves, if it passes. It fails where it ends without having done it. */
export function proves(...proofs: readonly Proof[]): void {
  const test = TestRunner.getCurrentTest();
  if (test === undefined) throw new Error('only a test that runs can prove anything');
  test.meta.proofs = [...(test.meta.proofs ?? []), ...proofs];
  onTestFinished(() => {
    // One that failed at an assertion has its reason already.
    if (test.result?.state === 'fail') return;
    for (const proof of proofs) {
      const missing = unproved(proof, witnessed(test));
      if (missing.length > 0) throw new Error(`claims to prove “${proof.edit}”, but ${missing.join(', ')}`);
    }
  });
}
