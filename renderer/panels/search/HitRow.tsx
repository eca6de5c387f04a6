import { useEffect, useRef } from 'react';
import type { Topology } from '#shared/topology/model.ts';
import type { Hit } from '#shared/topology/search.ts';
import { traceLine } from '#shared/topology/words.ts';
import { visible } from '../../ui/visible.ts';
import { Marked } from './Marked.tsx';

/** One thing that search found: what it is, which part of it matched, and the path it lies on. */
export function HitRow(props: {
  readonly id: string;
  readonly hit: Hit;
  readonly topology: Topology;
  readonly current: boolean;
  readonly onPoint: () => void;
  readonly onFollow: () => void;
}) {
  const { hit, current } = props;
  const row = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (current) row.current?.scrollIntoView({ block: 'nearest' });
  }, [current]);
  const path = visible(traceLine(props.topology, hit.path));
  return (
    // The keyboard is answered by the field above, which names this row by aria-activedescendant.
    <div
      ref={row}
      id={props.id}
      className="hit"
      role="option"
      aria-selected={current}
      tabIndex={-1}
      onMouseMove={props.onPoint}
      onClick={props.onFollow}
      onKeyDown={() => {}}
    >
      <span className="hit-label">
        <Marked text={hit.label} match={hit.match} />
      </span>
      <span className="hit-why">
        <Marked text={hit.why} match={hit.match} />
      </span>
      <span className="hit-path mono" title={path}>
        {path}
      </span>
    </div>
  );
}
