import { create } from 'zustand';
import type { ApiError } from '#shared/api.ts';
import type { ApplyProgress, ApplyResult, Edit, Plan, Planned } from '#shared/edits/model.ts';
import type { Grabbed } from '#shared/edits/targets.ts';
import type { NodeId } from '#shared/topology/model.ts';
import type { Form } from '../forms/form.ts';

/**
 * What a plan is asked for: an edit, all that are staged, the undo or redo of the latest one, a way back or on for one
 * of the history.
 */
export type PlanRequest =
  | { readonly kind: 'edit'; readonly edit: Edit }
  | { readonly kind: 'staged' | 'undo' | 'redo' }
  | { readonly kind: 'past'; readonly way: 'undo' | 'finish'; readonly id: string };

/** The cable that a change would make: from a vNIC, a loose link, or a VM that gets a new vNIC. */
export interface CableDraft {
  readonly from: NodeId;
  readonly to: NodeId;
}

/** The one sheet: what stands on it now. */
export type Sheet =
  /** A cable is to be disconnected: from the bridge, or with its vNIC from the VM? */
  | { readonly step: 'pulled'; readonly cable: NodeId }
  /** By keyboard: where to? */
  | { readonly step: 'choose-target'; readonly grabbed: Grabbed }
  /** A subnet is to be asked for the address of a vNIC. */
  | { readonly step: 'find-address'; readonly vnic: NodeId }
  /** What an edit of the host is to be like, typed in. */
  | FormSheet
  | PlanSheet
  /** Something went otherwise than promised. */
  | ResultSheet;

export interface ResultSheet {
  readonly step: 'result';
  readonly request: PlanRequest;
  readonly plan: Plan;
  readonly result: ApplyResult;
}

export interface FormSheet {
  readonly step: 'form';
  readonly form: Form;
}

/** What would be done, before it is. */
export interface PlanSheet {
  readonly step: 'plan';
  readonly request: PlanRequest;
  /** The latest answer; null until there is one. */
  readonly planned: Planned | null;
  /** True while the engine plans: `planned` is then of a former request, and not to be applied. */
  readonly thinking: boolean;
  readonly failure: ApiError | null;
  /** Why it is shown again; empty when it is not. */
  readonly remark: string;
  /** How many staged edits it was planned on top of; 0: on the host as it is. */
  readonly onTopOf: number;
  /** The form that it was asked for by, with what was typed; null: by none. */
  readonly form: Form | null;
}

/** A plan that is being applied. */
export interface Running {
  readonly plan: Plan;
  readonly progress: ApplyProgress | null;
  /** A guarded one, whose answer was lost on the way: when, in milliseconds since 1970. */
  readonly lostAt?: number;
}

export interface EditsState {
  readonly sheet: Sheet | null;
  readonly running: Running | null;
  /** A line at the bottom that disappears after a while: what was just done. */
  readonly said: Said | null;
}

export interface Said {
  readonly text: string;
  /** `note`: what a key or a hand was answered, where nothing was done. */
  readonly tone: 'ok' | 'note' | 'danger';
  /** What would undo it; null: nothing would. */
  readonly offer: 'undo' | 'redo' | null;
  readonly turn: number;
}

export const useEdits = create<EditsState>(() => ({ sheet: null, running: null, said: null }));

/** Tells one thing that is said from the next, also where they say the same. */
let turn = 0;

export function openSheet(sheet: Sheet | null): void {
  useEdits.setState({ sheet });
}

export function say(text: string, tone: Said['tone'], offer: Said['offer'] = null): void {
  turn += 1;
  useEdits.setState({ said: { text, tone, offer, turn } });
}

/** Answers a key or a hand that did nothing; what went wrong is not covered by it. */
export function note(text: string): void {
  if (useEdits.getState().said?.tone !== 'danger') say(text, 'note');
}

export function unsay(): void {
  useEdits.setState({ said: null });
}

/** What a cable in progress says: by node id, for the canvas. */
export function busyOf(running: Running | null): ReadonlyMap<NodeId, string> {
  if (running === null) return nothingBusy;
  const doing = running.progress?.doing ?? 'starting';
  return new Map(running.plan.touches.map((id) => [id, doing]));
}

const nothingBusy: ReadonlyMap<NodeId, string> = new Map();

/** The cable that the plan on the sheet, or the one that runs, would make: drawn as a ghost. Null: none. */
export function draftOf(sheet: Sheet | null, running: Running | null): CableDraft | null {
  const asked = sheet?.step === 'plan' && sheet.request.kind === 'edit' ? sheet.request.edit : null;
  // A guarded one that runs is there already, and waits: its own cable says so.
  const edit = running?.plan.edit ?? (asked?.kind === 'guarded' ? asked.edit : asked);
  if (edit?.kind === 'move') return { from: edit.cable, to: edit.to };
  return edit?.kind === 'attach' ? { from: edit.vm, to: edit.to } : null;
}
