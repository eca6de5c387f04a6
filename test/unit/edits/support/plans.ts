import type { Edit, EditRefusal, Plan, Planned } from '#shared/edits/model.ts';
import { planEdit } from '#shared/edits/plan.ts';
import { shellLine } from '#shared/edits/shellWords.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { buildTopology } from '#shared/topology/build.ts';

export const FRESH_MAC = '52:54:00:01:02:03';

function planOn(snapshot: HostSnapshot, edit: Edit, randomMac: () => string): Planned {
  const options = { id: 'plan-1', randomMac, randomUuid: () => '6ec8d45f-1d2c-4e6b-9b53-4c1b8c0a7a11' };
  return planEdit(snapshot, buildTopology(snapshot, 7), edit, options);
}

/** The plan; fails the test where the edit is refused. */
export function planned(snapshot: HostSnapshot, edit: Edit, randomMac = () => FRESH_MAC): Plan {
  const result = planOn(snapshot, edit, randomMac);
  if (!result.ok) throw new Error(`refused: ${result.refusal.why}`);
  return result.plan;
}

/** The refusal; fails the test where there is a plan. */
export function refusalOf(snapshot: HostSnapshot, edit: Edit): EditRefusal {
  const result = planOn(snapshot, edit, () => FRESH_MAC);
  if (result.ok) throw new Error(`planned: ${result.plan.title}`);
  return result.refusal;
}

/** First words and last of each command: enough to see what is run, without the XML. */
export function commandsOf(plan: Plan): string[] {
  return plan.steps.map(({ command }) => shellLine({ argv: command.argv }));
}

/** The XML that a step gives to virsh, on one line. */
export function xmlOf(plan: Plan, index: number): string {
  return (plan.steps[index]?.command.stdin ?? '').replace(/\n\s*/g, '');
}
