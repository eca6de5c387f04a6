import type { PlainEdit } from '#shared/edits/model.ts';
import type { Form } from '../forms/form.ts';
import { openSheet } from '../stores/edits.ts';
import type { Action } from './action.ts';
import { editingBlocked } from './blocked.ts';
import { propose } from './edit.ts';

/** What is done; one row of a menu. */
export type NodeActionId =
  | 'move'
  | 'pull'
  | 'link'
  | 'attach'
  | 'change'
  | 'find-address'
  | 'explain'
  | 'up-down'
  | 'mtu'
  | 'vlans'
  | 'options'
  | 'tap'
  | 'vlan'
  | 'leave'
  | 'activate'
  | 'delete'
  | 'start-stop'
  | 'autostart'
  | 'firewalls';

/** Something that can be done to one thing, or to the host as a whole. */
export interface NodeAction extends Action {
  readonly id: NodeActionId | 'bridge' | 'bond' | 'network' | `follow-${number}` | `explain-${string}`;
  /** The likely two or three: buttons in the inspector. The others are behind “More”. */
  readonly isLikely: boolean;
}

interface Wanted {
  readonly id: NodeAction['id'];
  readonly label: string;
  readonly keys?: readonly string[];
  readonly isLikely?: boolean;
  /** Why it can't be done, whatever else goes on; null: nothing is known to be in the way. */
  readonly why?: string | null;
  readonly perform: () => void;
}

/** An action on something of the host: not while nothing can be changed. */
export function nodeAction({
  id,
  label,
  keys = [],
  isLikely = false,
  why = null,
  perform,
}: Wanted): NodeAction {
  return { id, label, keys, isLikely, blocked: (context) => editingBlocked(context) ?? why, perform };
}

/** The plan is shown before anything is done. */
export function planning(edit: PlainEdit): () => void {
  return () => void propose(edit);
}

export function asking(form: Form): () => void {
  return () => openSheet({ step: 'form', form });
}
