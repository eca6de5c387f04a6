import { expect } from 'vitest';
import type { PlainEdit } from '#shared/edits/model.ts';
import type { Machine } from '../machine.mjs';
import { patchbay } from './onMachine.ts';

/** One of what `doctor --json` prints. */
interface Told {
  readonly code: string;
  readonly severity: string;
  readonly title: string;
  readonly why: string;
  readonly repair: Repair | null;
  readonly otherRepairs?: readonly Repair[];
}

/** An edit of Patchbay’s, or commands to run. */
type Repair = { readonly edit: PlainEdit } | { readonly commands: readonly (readonly string[])[] };

interface Report {
  readonly findings: readonly Told[];
  readonly notChecked: readonly { readonly code: string; readonly why: string }[];
}

/** `patchbay doctor --json`, as root. */
export async function doctor(machine: Machine): Promise<Report> {
  const { code, stdout, stderr } = await patchbay(machine, 'doctor --json');
  const report: Report = JSON.parse(stdout || '{"findings":[],"notChecked":[]}');
  const isBad = report.findings.some(({ severity }) => severity === 'error');
  expect(code, stderr).toBe(isBad ? 1 : 0);
  return report;
}

/** The edit that repairs first. */
export function editOf({ repair }: Told): PlainEdit {
  if (repair === null || !('edit' in repair)) throw new Error(`no edit: ${JSON.stringify(repair)}`);
  return repair.edit;
}
