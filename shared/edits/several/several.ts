import { linkId } from '#shared/topology/model.ts';
import type { EditDraft } from '../drafts/draft.ts';
import type { EditRefusal, Persist, PlainEdit, PlanPart, SeveralEdit } from '../model.ts';
import type { DraftedEdit, DraftedEdits } from './draftEach.ts';

/** Several edits as one draft, each a part of its own; one alone is what it is. */
export function draftSeveral(
  edits: readonly PlainEdit[],
  { drafted, refused }: DraftedEdits,
): EditDraft | EditRefusal {
  if (refused !== null) return refused.refusal;
  const drafts = drafted.map(({ draft }) => draft);
  const edit: SeveralEdit = { kind: 'several', edits: filledIn(edits, drafted) };
  const [only] = drafts;
  if (only !== undefined && drafts.length === 1) return { ...only, edit };
  const lasts = lastsOf(drafts);
  const named = namesOf(drafts);
  return {
    edit,
    title: `${drafts.length} changes: ${named}`,
    effects: unique(drafts.flatMap(({ effects }) => effects)),
    warnings: unique([...outlived(drafts), ...drafts.flatMap(({ warnings }) => warnings)]),
    lasts,
    persistChoices: [lasts],
    ops: drafts.flatMap(({ ops }) => ops),
    undoTitle: `Revert ${drafts.length} changes: ${named}`,
    touches: unique(drafts.flatMap(({ touches }) => touches)),
    done: `Applied ${drafts.length} changes`,
    parts: drafted.map(partOf),
  };
}

function partOf({ index, draft }: DraftedEdit): PlanPart {
  const { title, effects, warnings, lasts, persistChoices, ops } = draft;
  return { title, effects, warnings, lasts, persistChoices, steps: ops.length, index };
}

/** As they were put together, each with what its draft has filled in, so that planned again they are the same. */
function filledIn(edits: readonly PlainEdit[], drafted: DraftedEdits['drafted']): PlainEdit[] {
  const filled = new Map(drafted.map(({ index, draft }) => [index, draft.edit as PlainEdit]));
  return edits.map((edit, index) => filled.get(index) ?? edit);
}

/** So many titles are told: the list of parts tells all. */
const NAMED = 2;

function namesOf(drafts: readonly EditDraft[]): string {
  const rest = drafts.length - NAMED;
  return [
    ...drafts.slice(0, NAMED).map(({ title }) => title),
    ...(rest > 0 ? [`and ${rest} more`] : []),
  ].join('; ');
}

function lastsOf(drafts: readonly EditDraft[]): Persist {
  const [first = 'now', ...others] = unique(drafts.map(({ lasts }) => lasts));
  return others.length === 0 ? first : 'both';
}

/** A bridge that is gone after a boot, while the definitions of VMs go on naming it. */
function outlived(drafts: readonly EditDraft[]): string[] {
  return drafts.flatMap(({ edit: made }) => {
    if (made?.kind !== 'bridge-create') return [];
    const isNamed = drafts.some(
      ({ edit, lasts }) =>
        (edit?.kind === 'move' || edit?.kind === 'attach') &&
        edit.to === linkId(made.name) &&
        lasts !== 'now',
    );
    return isNamed
      ? [
          `VMs are defined to be on ${made.name}, which is lost at reboot: they can’t start until something creates it again.`,
        ]
      : [];
  });
}

function unique<T>(items: readonly T[]): T[] {
  return [...new Set(items)];
}
