import { type ReactNode, useEffect, useRef } from 'react';
import { openSheet } from '../../stores/edits.ts';
import { Keys } from '../../ui/Keys.tsx';
import { Prose } from '../../ui/Prose.tsx';

/** The sheet when it has something to say and nothing to apply. */
export function SheetMessage(props: {
  readonly title: string;
  readonly message: string;
  readonly advice: string;
  readonly children?: ReactNode;
}) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus(), []);
  return (
    <div className="sheet-body">
      <h2 id="sheet-title">{props.title}</h2>
      {props.message !== '' && (
        <p>
          <Prose text={props.message} />
        </p>
      )}
      {props.advice !== '' && (
        <p className="advice">
          <Prose text={props.advice} />
        </p>
      )}
      {props.children}
      <div className="sheet-buttons">
        <button type="button" ref={button} className="button" onClick={() => openSheet(null)}>
          Close <Keys keys="Esc" />
        </button>
      </div>
    </div>
  );
}
