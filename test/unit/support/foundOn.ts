import type { FindingCode } from '#shared/findings/codes.ts';
import { findFindings } from '#shared/findings/findFindings.ts';
import type { Finding } from '#shared/findings/finding.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { buildTopology } from '#shared/topology/build.ts';
import { aSnapshot } from './facts.ts';

/** What one rule finds on a host of these facts. */
export function foundOn(code: FindingCode, over: Partial<HostSnapshot>): readonly Finding[] {
  const snapshot = aSnapshot(over);
  const { findings } = findFindings(snapshot, buildTopology(snapshot, 1));
  return findings.filter((finding) => finding.code === code);
}

/** The same in short: `warning: default isn’t active, although web needs it`. */
export function toldOn(code: FindingCode, over: Partial<HostSnapshot>): readonly string[] {
  return foundOn(code, over).map(({ severity, title }) => `${severity}: ${title}`);
}
