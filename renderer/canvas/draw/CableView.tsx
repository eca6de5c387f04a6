import { memo } from 'react';
import { useTraffic } from '../../stores/traffic.ts';
import type { CableProps } from '../flow.tsx';
import { useCableClass, useView } from '../interact/view.ts';
import type { Point } from '../layout/metrics.ts';
import { cablePath } from '../layout/path.ts';
import { loadOf } from './load.ts';

/** A cable from plug to plug: a gap around it where it crosses others, the wire, and a broad line for the mouse. */
export const CableView = memo(
  function CableView({ placed, from, to }: CableProps) {
    const { cable, hue, route } = placed;
    const look = useCableClass(cable);
    const grabbable = useView((view) => view.editable) && cable.grab !== null;
    const traffic = useTraffic(cable.traffic);
    const d = cablePath(from, to, route);
    return (
      <g
        className={`cv-cable cv-cable-${cable.kind} is-${cable.style} cv-hue-${hue} cv-load-${loadOf(traffic)} ${look}`}
        data-cable={cable.id}
        data-select={cable.selects}
        data-grab={cable.grab ?? undefined}
      >
        <path className="cv-halo" d={d} />
        <path className="cv-glow" d={d} />
        <path className="cv-wire" d={d} />
        {cable.change === 'gone' && <path className="cv-strike" d={strikeAt(from)} />}
        <path className={`cv-hit ${grabbable ? 'is-grabbable' : ''}`} d={d} />
      </g>
    );
  },
  (before, now) =>
    before.placed === now.placed &&
    before.from.x === now.from.x &&
    before.from.y === now.from.y &&
    before.to.x === now.to.x &&
    before.to.y === now.to.y,
);

/** A cross on the straight part of a cable beside its plug. */
function strikeAt({ x, y }: Point): string {
  return `M${x + 6},${y - 5}l10,10m0,-10l-10,10`;
}
