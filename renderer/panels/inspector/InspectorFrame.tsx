import type { ReactNode } from 'react';
import { select } from '../../stores/look.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Text } from '../../ui/Text.tsx';
import { visible } from '../../ui/visible.ts';

/** What the inspector is about, and the way to close it. */
export function InspectorFrame(props: {
  readonly kind: string;
  readonly name: string;
  readonly children: ReactNode;
}) {
  return (
    <aside className="inspector" aria-label={`About ${visible(props.name)}`} tabIndex={-1} data-focus-home>
      <div className="inspector-head">
        <div className="inspector-title">
          <p className="inspector-kind">{props.kind}</p>
          <h2 title={visible(props.name)}>
            <Text>{props.name}</Text>
          </h2>
        </div>
        <button
          type="button"
          className="icon-button"
          aria-label="Close"
          title="Close (Esc)"
          onClick={() => select(null)}
        >
          <Icon name="close" />
        </button>
      </div>
      <div className="inspector-body">{props.children}</div>
    </aside>
  );
}
