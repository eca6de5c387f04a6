import { useEffect, useRef } from 'react';
import type { Edit, PlainEdit, Plan } from '#shared/edits/model.ts';
import type { NodeId, Topology } from '#shared/topology/model.ts';
import { openSheet } from '../stores/edits.ts';
import { useHost } from '../stores/host.ts';
import { show } from '../stores/look.ts';
import { shownOf, showPreview, stageEdit, unstageAll, useStaging } from '../stores/staging.ts';
import { engine, sayFailure } from './engine.ts';

let latest = 0;
/** The last edit whose outcome was brought into view; null: none was. */
let shownUpTo: number | null = null;

/** Asks what the host would be with the staged edits; the answer to the latest question counts. */
async function askPreview(): Promise<void> {
  latest += 1;
  const turn = latest;
  const { staged } = useStaging.getState();
  if (staged.length === 0) return;
  try {
    const preview = await engine().request('edit.preview', { edits: staged.map(({ edit }) => edit) });
    if (turn !== latest) return;
    const added = newest(preview.topology);
    showPreview(preview);
    if (staged.at(-1)?.key !== shownUpTo && added !== undefined) show(added);
    shownUpTo = staged.at(-1)?.key ?? null;
  } catch (error) {
    if (turn === latest) sayFailure(error);
  }
}

/** What comes with the plan and was not drawn yet: a new bridge lies below the others, out of a small window's view. */
function newest(planned: Topology): NodeId | undefined {
  const before = shownOf(useHost.getState(), useStaging.getState());
  const known = new Set(before?.nodes.map(({ id }) => id));
  return planned.nodes.find(({ id, kind }) => kind !== 'vnic' && !known.has(id))?.id;
}

/** Keeps the preview true: asked again with each change of what is staged, and of the host. */
export function usePreview(): void {
  const edits = useStaging(({ staged }) => staged.map(({ key }) => key).join());
  const revision = useHost(({ topology }) => topology?.revision ?? 0);
  const connected = useHost(({ connection }) => connection === 'open');
  const host = useHost(({ topology }) => topology?.host ?? null);
  const before = useRef(host);
  useEffect(() => {
    // They are of the host on which they were put together.
    if (before.current !== null && before.current !== host) unstageAll();
    before.current = host;
  }, [host]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each says that the answer may be another one now
  useEffect(() => {
    if (connected) void askPreview();
  }, [edits, revision, connected]);
}

/** Puts a planned edit to the others, with what its plan has filled in: planned again, it stays the same. */
export function addToPlan(edit: PlainEdit, plan: Plan): void {
  const added = filledIn(plan.edit) ?? edit;
  const index = plan.edit?.kind === 'several' ? plan.edit.edits.length - 1 : 0;
  stageEdit(added, plan.parts?.find((part) => part.index === index)?.title ?? plan.title);
  openSheet(null);
}

function filledIn(edit: Edit | null): PlainEdit | null {
  const last = edit?.kind === 'several' ? (edit.edits.at(-1) ?? null) : edit;
  return last === null || !isPlain(last) ? null : last;
}

export function isPlain(edit: Edit): edit is PlainEdit {
  return edit.kind !== 'several' && edit.kind !== 'guarded';
}
