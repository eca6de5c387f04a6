import type { ReactNode } from 'react';
import { Prose } from '#renderer/ui/Prose.tsx';
import { Text } from '#renderer/ui/Text.tsx';
import { useStartFocus } from '#renderer/ui/useStartFocus.ts';
import { SheetButtons } from './SheetButtons.tsx';

/** The sheet when it has something to say and nothing to apply. */
export function SheetMessage(props: {
  readonly title: string;
  readonly message: string;
  readonly advice: string;
  readonly children?: ReactNode;
  readonly leave?: 'Close' | 'Leave as is';
  /** What else can be pressed. */
  readonly more?: ReactNode;
}) {
  const button = useStartFocus<HTMLButtonElement>();
  return (
    <div className="sheet-body">
      <h2 id="sheet-title">
        <Text>{props.title}</Text>
      </h2>
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
      <SheetButtons leave={props.leave ?? 'Close'} ref={button}>
        {props.more}
      </SheetButtons>
    </div>
  );
}
