import type { Edit } from '#shared/edits/model.ts';
import type { JournaledEdit } from './journaledEdit.ts';
import type { UndoRecord } from './undoRecord.ts';

/** What a plan was made for, so that it can be made again on fresh facts. */
export type Intent =
  | { readonly kind: 'edit'; readonly edit: Edit }
  /** `latest`: of whatever edit is the latest; `this`: of this one, wherever it stands. */
  | {
      readonly kind: 'undo';
      readonly of: string;
      readonly entry: UndoRecord;
      readonly which: 'latest' | 'this';
    }
  | { readonly kind: 'redo'; readonly of: string; readonly entry: UndoRecord }
  /** Leads an edit that did not come to its end on to it, or back. */
  | { readonly kind: 'finish' | 'put-back'; readonly of: string; readonly past: JournaledEdit };
