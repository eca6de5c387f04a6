import type { Finding, FindingRepair, FindingsReport } from '#shared/findings/finding.ts';
import type { Topology } from '#shared/topology/model.ts';

/** What `patchbay doctor --json` prints: outside scripts rely on its names. */
export function doctorJson(
  { host, takenAt }: Pick<Topology, 'host' | 'takenAt'>,
  { findings, notChecked }: FindingsReport,
): object {
  return { host, takenAt, findings: findings.map(findingJson), notChecked };
}

function findingJson({ code, severity, subject, title, why, evidence, repairs }: Finding): object {
  const [repair, ...others] = repairs.map(repairJson);
  return {
    ...{ code, severity, subject, title, why, evidence },
    repair: repair ?? null,
    ...(others.length === 0 ? {} : { otherRepairs: others }),
  };
}

function repairJson(repair: FindingRepair): object {
  if (repair.kind === 'edit') return { edit: repair.edit };
  const { commands, lasts, keep } = repair;
  return { commands, lasts, ...(keep === null ? {} : { keep }) };
}
