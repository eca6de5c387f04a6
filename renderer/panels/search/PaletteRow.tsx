import { type ReactNode, useEffect, useRef } from 'react';

/** One row of the palette's list. */
export function PaletteRow(props: {
  readonly id: string;
  readonly className: string;
  readonly current: boolean;
  readonly disabled?: boolean;
  readonly onPoint: () => void;
  readonly onFollow: () => void;
  readonly children: ReactNode;
}) {
  const { current } = props;
  const row = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (current) row.current?.scrollIntoView({ block: 'nearest' });
  }, [current]);
  return (
    // The keyboard is answered by the field above, which names this row by aria-activedescendant.
    <div
      ref={row}
      id={props.id}
      className={props.className}
      role="option"
      aria-selected={current}
      aria-disabled={props.disabled}
      tabIndex={-1}
      onMouseMove={props.onPoint}
      onClick={props.onFollow}
      onKeyDown={() => {}}
    >
      {props.children}
    </div>
  );
}
