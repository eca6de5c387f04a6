import { findFindings } from '#shared/findings/findFindings.ts';
import type { Finding, FindingsReport, Severity } from '#shared/findings/finding.ts';
import type { Invocation } from './command.ts';
import { doctorJson } from './doctorJson.ts';
import { bold, dim, green, type Line, red, yellow } from './line.ts';
import { readOnce } from './readOnce.ts';
import { repairLines } from './repairLines.ts';
import { linksWereRead, noteSources } from './sources.ts';
import type { Terminal } from './terminal.ts';

/** `patchbay doctor`: what is wrong with the network of the host; exits with 1 when any of it is an error. */
export async function doctor(invocation: Invocation, terminal: Terminal): Promise<number> {
  const { snapshot, topology } = await readOnce(invocation, terminal);
  const findings = findFindings(snapshot, topology);
  if (invocation.json) {
    terminal.json(doctorJson(topology, findings));
  } else {
    for (const line of doctorLines(findings)) terminal.out(...line);
    noteSources(topology, terminal);
  }
  const isBad = findings.findings.some(({ severity }) => severity === 'error');
  return isBad || !linksWereRead(topology) ? 1 : 0;
}

const MARKS: Readonly<Record<Severity, Line>> = {
  error: [red('error')],
  warning: [yellow('warning')],
  info: [dim('info')],
};

function doctorLines({ findings, notChecked }: FindingsReport): Line[] {
  const gap: Line[] = findings.length > 0 && notChecked.length > 0 ? [[]] : [];
  const nothing =
    notChecked.length === 0 ? 'Nothing is wrong.' : 'Nothing wrong was found in what could be checked.';
  return [
    ...(findings.length === 0 ? [[green(nothing)]] : findings.flatMap(findingLines)),
    ...gap,
    ...notChecked.map(({ code, why }): Line => [dim('not checked'), ` ${code}: ${why}`]),
  ];
}

function findingLines(finding: Finding, index: number): Line[] {
  const { severity, title, why, evidence, code } = finding;
  return [
    ...(index === 0 ? [] : [[]]),
    [...MARKS[severity], ' ', bold(title), dim(` (${code})`)],
    ['  ', why],
    ...evidence.map((line): Line => ['  ', dim(line)]),
    ...repairLines(finding.repairs).map((line): Line => ['  ', ...line]),
  ];
}
