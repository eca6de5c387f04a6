import { TestRunner } from 'vitest';
import type { FindingCode } from '#shared/findings/codes.ts';
import { findingRows } from '../../runner/findingRows.mjs';

// How a test of the lab or of the machine says which finding it provoked for real. The table “What each finding was tried
// on” in CONTRIBUTING.md is made of what is said here by tests that passed: `node test/tables.mjs` writes it.
//
// In a test that provokes a fault, sees it found, repairs it and sees it found no more, say as its first line:
//
//     finds({ code: 'tap-no-bridge', gone: 'edit' });

/** Each kind of finding has a row, or it does not compile. */
const rows: { readonly [Code in FindingCode]: string } & typeof findingRows = findingRows;

/** What one test has seen of one finding on a real host. */
export interface FoundForReal {
  readonly code: keyof typeof rows;
  /** By what it went away: its own edit, its own commands run as they are printed, or, where it has neither, by hand. */
  readonly gone: 'edit' | 'commands' | 'by hand';
}

declare module 'vitest' {
  interface TaskMeta {
    found?: FoundForReal[];
  }
}

/** Says what the running test sees found, if it passes. */
export function finds(...found: readonly FoundForReal[]): void {
  const test = TestRunner.getCurrentTest();
  if (test === undefined) throw new Error('only a test that runs can find anything');
  test.meta.found = [...(test.meta.found ?? []), ...found];
}
