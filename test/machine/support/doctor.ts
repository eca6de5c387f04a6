import { expect } from 'vitest';
import type { PlainEdit } from '#shared/edits/model.ts';
import type { FindingCode } from '#shared/findings/codes.ts';
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

/** The only one of a kind; fails the test where there are none or several, or where it could not be checked. */
export async function onlyTold(machine: Machine, code: FindingCode): Promise<Told> {
  const { findings, notChecked } = await doctor(machine);
  const [only, ...others] = findings.filter((one) => one.code === code);
  if (only === undefined || others.length > 0)
    throw new Error(`not one ${code}: ${JSON.stringify({ findings, notChecked }, null, 1)}`);
  return only;
}

/** What would alarm somebody whose host is in order: `error: …`, `warning: …`. */
export async function alarms(machine: Machine): Promise<readonly string[]> {
  const { findings, notChecked } = await doctor(machine);
  // What needs time is for the window.
  expect(notChecked.map(({ code }) => code)).toEqual(['errors-or-drops-rising']);
  const alarming = findings.filter(({ severity }) => severity !== 'info');
  return alarming.map(({ severity, code, title }) => `${severity}: ${title} (${code})`);
}

/** The edit that repairs first. */
export function editOf({ repair }: Told): PlainEdit {
  if (repair === null || !('edit' in repair)) throw new Error(`no edit: ${JSON.stringify(repair)}`);
  return repair.edit;
}

/** Runs the commands of the first repair as they are printed, as root. */
export async function run(machine: Machine, { repair }: Told): Promise<void> {
  if (repair === null || !('commands' in repair)) throw new Error(`no commands: ${JSON.stringify(repair)}`);
  for (const words of repair.commands) {
    const line = words.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
    const { code, stderr } = await machine.ssh(line);
    expect(code, `${line}\n${stderr}`).toBe(0);
  }
}
