import type { GuardedEdit } from '#shared/edits/model.ts';
import { plan } from '../../actions/edit.ts';
import { useStaging } from '../../stores/staging.ts';
import { Prose } from '../../ui/Prose.tsx';
import { useStartFocus } from '../../ui/useStartFocus.ts';
import { SheetButtons } from './frame/SheetButtons.tsx';

/** An edit was stopped because it could cut the host off: why, and the way in which it can be done. */
export function GuardOffer(props: {
  readonly why: string;
  readonly advice: string;
  readonly guarded: GuardedEdit;
}) {
  const offer = useStartFocus<HTMLButtonElement>();
  const planned = useStaging(({ staged }) => staged.length);
  return (
    <div className="sheet-body">
      <h2 id="sheet-title">This could cut you off from the host</h2>
      <p>
        <Prose text={props.why} />
      </p>
      <p className="advice">
        <Prose text={props.advice} />
      </p>
      {planned > 0 && (
        <p className="plan-on-top">
          It runs on its own, without the {planned === 1 ? 'planned change' : `${planned} planned changes`}.
        </p>
      )}
      <SheetButtons leave="Cancel">
        <button
          type="button"
          ref={offer}
          className="button primary"
          onClick={() => void plan({ kind: 'edit', edit: props.guarded })}
        >
          Use the guard…
        </button>
      </SheetButtons>
    </div>
  );
}
