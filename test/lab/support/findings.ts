import { execFile } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import { Reader } from '#electron/engine/reader.ts';
import type { FindingCode } from '#shared/findings/codes.ts';
import { findFindings } from '#shared/findings/findFindings.ts';
import type { Finding, FindingRepair } from '#shared/findings/finding.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { buildTopology } from '#shared/topology/build.ts';
import type { Bench } from '../editing.ts';
import { labHost } from './labHost.ts';

const execute = promisify(execFile);

/** The findings of one kind in a read of everything that begins now. */
export async function foundNow(code: FindingCode): Promise<readonly Finding[]> {
  return checkedIn(await new Reader(labHost).readToEnd(), code);
}

/** The findings of one kind in the second of two reads, as many seconds apart: for what shows only over a time. */
export async function foundWatching(code: FindingCode, seconds: number): Promise<readonly Finding[]> {
  const reader = new Reader(labHost);
  await reader.readToEnd();
  await pause(seconds * 1000);
  return checkedIn(await reader.readToEnd(), code);
}

function checkedIn(snapshot: HostSnapshot, code: FindingCode): readonly Finding[] {
  const { findings, notChecked } = findFindings(snapshot, buildTopology(snapshot, 1));
  expect(notChecked.filter((one) => one.code === code)).toEqual([]);
  return findings.filter((one) => one.code === code);
}

/** The one finding of this kind, as severity and title, and itself; fails the test where there are none or several. */
export async function theFound(code: FindingCode): Promise<Finding> {
  const found = await foundNow(code);
  const [only, ...others] = found;
  if (only === undefined || others.length > 0) throw new Error(`${code}: ${JSON.stringify(found, null, 1)}`);
  return only;
}

/** The titles with their severity: for what nothing of is to be there, or only that. */
export async function titlesOf(code: FindingCode): Promise<readonly string[]> {
  return (await foundNow(code)).map(({ severity, title }) => `${severity}: ${title}`);
}

/** Applies an edit that repairs, the first of the finding’s, and sees that it is done. */
export async function applied(bench: Bench, { repairs }: Finding, label = ''): Promise<void> {
  const repair = repairs.find((one) => one.label.includes(label));
  if (repair?.kind !== 'edit') throw new Error(`no such edit: ${JSON.stringify(repairs)}`);
  expect(await bench.apply(repair.edit)).toMatchObject({ outcome: 'done' });
}

/** Runs the commands that repair as they are printed, as root. */
export async function ran({ repairs }: Finding, label = ''): Promise<void> {
  const repair: FindingRepair | undefined = repairs.find((one) => one.label.includes(label));
  if (repair?.kind !== 'commands') throw new Error(`no such commands: ${JSON.stringify(repairs)}`);
  for (const [program, ...args] of repair.commands) await execute(program, args);
}
