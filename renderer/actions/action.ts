import type { EditsState } from '../stores/edits.ts';
import type { HostState } from '../stores/host.ts';
import type { LookState } from '../stores/look.ts';
import type { StagingState } from '../stores/staging.ts';

/** What an action may look at to know whether it can be done now. */
export interface ActionContext {
  readonly host: HostState;
  readonly look: LookState;
  readonly edits: EditsState;
  readonly staging: StagingState;
}

/** One thing that the user can do: a button, a key and a menu entry are views of the same object. */
export interface Action {
  readonly label: string;
  /** `Mod+Z`, `/`, `Delete`; several mean the same. */
  readonly keys: readonly string[];
  /** Done again and again while its key is held down. */
  readonly repeats?: true;
  /** Null when it can be done; else why not, for the button's tooltip. */
  readonly blocked: (context: ActionContext) => string | null;
  readonly perform: (context: ActionContext) => void;
}
