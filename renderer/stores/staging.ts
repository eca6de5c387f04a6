import { create } from 'zustand';
import type { Preview } from '#shared/api.ts';
import type { PlainEdit } from '#shared/edits/model.ts';
import type { Topology } from '#shared/topology/model.ts';
import { type HostState, pictureOf, useHost } from './host.ts';

/** An edit that was put to the plan and not applied yet. */
export interface StagedEdit {
  /** Tells it from the others, also from one that says the same. */
  readonly key: number;
  readonly edit: PlainEdit;
  /** As it was last planned: one that has become impossible keeps it. */
  readonly title: string;
}

/** Edits that are put together to be applied as one. They live as long as this window shows this host. */
export interface StagingState {
  readonly staged: readonly StagedEdit[];
  /** What the engine last said of them; null until it has, and while nothing is staged. */
  readonly preview: Preview | null;
}

export const useStaging = create<StagingState>(() => ({ staged: [], preview: null }));

let key = 0;

/** Puts an edit at the end of the plan. */
export function stageEdit(edit: PlainEdit, title: string): void {
  key += 1;
  const added: StagedEdit = { key, edit, title };
  useStaging.setState(({ staged }) => ({ staged: [...staged, added] }));
}

/** Takes one out of the plan; nothing is run. */
export function unstage(gone: number): void {
  useStaging.setState(({ staged, preview }) => {
    const left = staged.filter((each) => each.key !== gone);
    return { staged: left, preview: left.length === 0 ? null : preview };
  });
}

export function unstageAll(): void {
  useStaging.setState({ staged: [], preview: null });
}

/** Takes over what the engine says of the edits that are staged now. */
export function showPreview(preview: Preview): void {
  useStaging.setState(({ staged }) => ({
    preview,
    staged: staged.map((each, index) => {
      const title = preview.titles[index] ?? each.title;
      return title === each.title ? each : { ...each, title };
    }),
  }));
}

/** What is drawn: the host as it is or, with edits staged, as it would be with them. */
export function shownOf(host: HostState, { preview }: StagingState): Topology | null {
  const picture = pictureOf(host);
  return preview !== null && preview.topology.host === picture?.host ? preview.topology : picture;
}

export function useShown(): Topology | null {
  const picture = useHost(pictureOf);
  const planned = useStaging(({ preview }) => preview?.topology ?? null);
  return planned !== null && planned.host === picture?.host ? planned : picture;
}

/** Why the edit at this place can't be made now; null where nothing is known to be in its way. */
export function refusalAt(preview: Preview | null, index: number): string | null {
  if (preview === null || preview.planned.ok || preview.refused === null || index < preview.refused)
    return null;
  if (index > preview.refused) return 'It waits for the change before it.';
  const { why, advice } = preview.planned.refusal;
  return `${why} ${advice}`.trimEnd();
}
