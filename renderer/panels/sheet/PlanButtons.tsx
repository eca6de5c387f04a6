import { Keys } from '../../ui/Keys.tsx';
import { useStartFocus } from '../../ui/useStartFocus.ts';
import { SheetButtons } from './frame/SheetButtons.tsx';

/** What can be done with a plan: applied, or put to others that are applied with it as one. */
export function PlanButtons(props: {
  readonly guarded: boolean;
  readonly blocked: boolean;
  readonly stageable: boolean;
  /** How many staged edits it was planned on top of: it can then only be put to them. */
  readonly onTopOf: number;
  readonly onStage: (form: HTMLFormElement) => void;
}) {
  const confirm = useStartFocus<HTMLButtonElement>();
  if (props.onTopOf > 0) {
    return (
      <SheetButtons leave="Cancel">
        <button type="submit" ref={confirm} className="button primary" aria-keyshortcuts="Shift+Enter">
          Add to plan <Keys keys="↵" />
        </button>
      </SheetButtons>
    );
  }
  return (
    <SheetButtons leave="Cancel">
      {props.stageable && (
        <button
          type="button"
          className="button"
          aria-keyshortcuts="Shift+Enter"
          title="Not applied yet: it waits in the plan and is applied together with the other changes"
          onClick={({ currentTarget: { form } }) => form !== null && props.onStage(form)}
        >
          Add to plan <Keys keys="Shift+↵" />
        </button>
      )}
      <button type="submit" ref={confirm} className="button primary" aria-disabled={props.blocked}>
        {props.guarded ? 'Apply with guard' : 'Apply'} <Keys keys="↵" />
      </button>
    </SheetButtons>
  );
}
