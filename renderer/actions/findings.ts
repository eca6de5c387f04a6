import { graphOf } from '#shared/topology/graph.ts';
import { findingsOf, type ListedFinding } from '../stores/findings.ts';
import { useHost } from '../stores/host.ts';
import { lookAtFinding, show } from '../stores/look.ts';
import { shownOf } from '../stores/staging.ts';
import type { Action, ActionContext } from './action.ts';
import { contextNow } from './actionContext.ts';
import { engine, sayFailure } from './engine.ts';
import { subjectOf } from './nodeActions.ts';

/** Selects and lights what a finding is about, and opens the inspector there, which says why and what mends it. */
export function goToFinding({ id, finding }: ListedFinding): void {
  const context = contextNow();
  const topology = shownOf(context.host, context.staging);
  if (topology === null) return;
  const at = openFindings(context).findIndex((one) => one.id === id);
  const { nodes } = graphOf(topology);
  const [first] = finding.subject;
  // The first may be gone since, or be one that nothing is drawn of.
  const about = finding.subject.find((each) => subjectOf(topology, each) !== null) ?? first;
  lookAtFinding({ id, at: Math.max(at, 0) }, about, {
    title: finding.title,
    ids: finding.subject,
    withPaths: true,
  });
  const node = nodes.get(about) ?? subjectOf(topology, about);
  if (node !== null && node !== undefined) show(node.id);
}

/** Those that F goes through. */
function openFindings({ host, staging }: ActionContext): readonly ListedFinding[] {
  return findingsOf(host, staging).filter(({ isDismissed }) => !isDismissed);
}

function stepping(label: string, keys: readonly string[], step: 1 | -1): Action {
  return {
    label,
    keys,
    blocked: (context) => (openFindings(context).length === 0 ? 'There are no findings.' : null),
    perform: (context) => {
      const next = findingBeside(openFindings(context), context.look.finding, step);
      if (next !== undefined) goToFinding(next);
    },
  };
}

/** The one after or before the one that is looked at, around the end; of one that is gone, what has its place now. */
export function findingBeside(
  list: readonly ListedFinding[],
  place: ActionContext['look']['finding'],
  step: 1 | -1,
): ListedFinding | undefined {
  if (place === null) return step === 1 ? list[0] : list.at(-1);
  const at = list.findIndex(({ id }) => id === place.id);
  const next = at >= 0 ? at + step : step === 1 ? place.at : place.at - 1;
  return list.at(next < list.length ? next : 0);
}

export const nextFinding = stepping('Next finding', ['F'], 1);
export const previousFinding = stepping('Previous finding', ['Shift+F'], -1);

/** Keeps, for this host, that a finding is meant so, or takes that back. */
export async function dismissFinding(key: string, dismissed: boolean): Promise<void> {
  const others = useHost.getState().dismissed.filter((each) => each !== key);
  useHost.setState({ dismissed: dismissed ? [...others, key] : others });
  if (!useHost.getState().keeping) return;
  await engine().request('finding.dismiss', { key, dismissed }).catch(sayFailure);
}
