import type { SourceReport } from '#shared/host/source.ts';
import { MOST_PATIENCE } from '#shared/kept.ts';

/**
 * What to do where a source did not answer in time: on a slow host, wait longer.
 * @param patience what the host’s limits are multiplied by now
 */
export function timedOutReport(report: SourceReport, patience: number): SourceReport {
  const more = Math.min(Math.ceil(3 * patience), MOST_PATIENCE);
  if (more <= patience) return report;
  const longer = `If this host is just slow, start Patchbay with PATCHBAY_PATIENCE=${more}.`;
  return { ...report, advice: [report.advice, longer].filter(Boolean).join(' ') };
}
