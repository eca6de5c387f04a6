import type { Hop, HopVerdict, Walk } from '#shared/explain/walk.ts';
import type { SourceReport } from '#shared/host/source.ts';

const GRAVITY: Readonly<Record<HopVerdict, number>> = { broken: 0, unknown: 1, ok: 2 };

/**
 * What `patchbay explain --json` prints: outside scripts rely on its names. Of several walks the gravest is told as if
 * it were the only one, so that `verdict` fits the exit code; the rest are in `others`.
 * @param none why there is no walk; told as the verdict then
 * @param unread the sources that what was not found may be in
 */
export function explainJson(
  query: string,
  walks: readonly Walk[],
  none: string,
  unread: readonly SourceReport[],
): object {
  const [first, ...others] = walks.toSorted((a, b) => GRAVITY[a.outcome] - GRAVITY[b.outcome]);
  const told = first === undefined ? { hops: [], verdict: none } : walkJson(first);
  return {
    query,
    ...told,
    ...(others.length === 0 ? {} : { others: others.map(walkJson) }),
    ...(unread.length === 0 ? {} : { sources: unread }),
  };
}

function walkJson({ vnic, hops, outcome, verdict }: Walk): object {
  return { vnic, outcome, hops: hops.map(hopJson), verdict };
}

function hopJson({ step, ...hop }: Hop): object {
  const place = 'node' in hop ? { node: hop.node } : { edge: hop.edge };
  return { ...place, step, verdict: hop.verdict, findings: hop.findings, say: hop.say };
}
