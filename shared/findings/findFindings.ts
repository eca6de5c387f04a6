import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { isRead, type SourceReport } from '#shared/host/source.ts';
import { excerpt } from '#shared/parse/result.ts';
import type { Topology } from '#shared/topology/model.ts';
import { type FindingCode, findingCodes } from './codes.ts';
import { type Finding, type FindingsReport, type NotChecked, severities } from './finding.ts';
import type { Rule } from './rule.ts';
import { rules } from './rules.ts';
import { sceneOf } from './scene.ts';

/**
 * All that is wrong with the host of one read, the gravest first.
 * @param topology built of this snapshot
 */
export function findFindings(snapshot: HostSnapshot, topology: Topology): FindingsReport {
  const scene = sceneOf(snapshot, topology);
  const reports = new Map(snapshot.sources.map((report) => [report.name, report]));
  const findings: Finding[] = [];
  const notChecked: NotChecked[] = [];
  for (const code of findingCodes) {
    const rule: Rule = rules[code];
    const needed = rule.needs.map((name) => reports.get(name));
    // What is not on this host has nothing wrong with it.
    if (needed.some((report) => report?.isAbsent === true)) continue;
    const unread = needed.find((report) => !isRead(report));
    const why = unread === undefined ? (rule.unchecked?.(scene) ?? null) : unreadWords(unread);
    if (why !== null) notChecked.push({ code, why });
    if (unread !== undefined) continue;
    try {
      findings.push(...rule.find(scene).map((found) => ({ code, ...found })));
    } catch (error) {
      notChecked.push({ code, why: brokenWords(error) });
    }
  }
  return { findings: findings.sort(byGravity), notChecked };
}

function unreadWords({ name, message, advice }: SourceReport): string {
  const why = message === '' ? `${name} was not read yet.` : `${name}: ${message}`;
  return [why, advice].filter((text) => text !== '').join(' ');
}

/** No rule should throw; one that does must not cost the picture, nor what the other rules find. */
function brokenWords(error: unknown): string {
  const why = excerpt(error instanceof Error ? error.message : String(error));
  return `Patchbay’s check fails on what was read: ${why} Please report it, with a capture of this host.`;
}

function byGravity(a: Finding, b: Finding): number {
  return severities.indexOf(a.severity) - severities.indexOf(b.severity) || order(a.code) - order(b.code);
}

function order(code: FindingCode): number {
  return findingCodes.indexOf(code);
}
