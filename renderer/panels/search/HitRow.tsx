import type { Hit } from '#shared/topology/hit.ts';
import { visible } from '../../ui/visible.ts';
import { Marked } from './Marked.tsx';
import { PaletteRow } from './PaletteRow.tsx';

/** One thing that search found: what it is, which part of it matched, and the path it lies on. */
export function HitRow(props: {
  readonly id: string;
  readonly hit: Hit;
  readonly current: boolean;
  readonly onPoint: () => void;
  readonly onFollow: () => void;
}) {
  const { hit } = props;
  const path = visible(hit.line);
  return (
    <PaletteRow {...props} className="hit">
      <span className="hit-label">
        <Marked text={hit.label} match={hit.match} />
      </span>
      <span className="hit-why">
        <Marked text={hit.why} match={hit.match} />
      </span>
      <span className="hit-path mono" title={path}>
        {path}
      </span>
    </PaletteRow>
  );
}
