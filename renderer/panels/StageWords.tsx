import type { ReactNode } from 'react';
import { Icon } from '../ui/Icon.tsx';
import { Prose } from '../ui/Prose.tsx';
import './stage.css';

/** What stands in place of the picture: a title, a sentence, and what can be pressed. */
export function StageWords(props: {
  readonly title: string;
  readonly words: string;
  readonly tone: 'plain' | 'danger';
  readonly children?: ReactNode;
}) {
  return (
    <main className="stage-words" data-tone={props.tone} aria-live="polite">
      {props.tone === 'danger' && <Icon name="warn" />}
      <h2>
        <Prose text={props.title} />
      </h2>
      {props.words !== '' && (
        <p>
          <Prose text={props.words} />
        </p>
      )}
      {props.children}
    </main>
  );
}
