import { CELLS_LEFT, cellsOf, type Density, PLUG, portEntry, ROW } from '../layout/metrics.ts';

/** In a switch with cells, how cables run from the card's edge to their cells, with their plugs. One path for all. */
export function CellWires({ ports, density }: { readonly ports: number; readonly density: Density }) {
  const { perLine, width } = cellsOf(density);
  const height = ROW * Math.ceil(ports / perLine);
  let wires = '';
  let plugs = '';
  for (let index = 0; index < ports; index += 1) {
    const y = portEntry(index, density);
    const middle = ROW * Math.floor(index / perLine) + ROW / 2;
    const x = CELLS_LEFT + width * (index % perLine);
    plugs += `M${-PLUG},${y - 3}h${PLUG}v6h${-PLUG}z`;
    wires += `M0,${y}H${x - 9}C${x - 3},${y} ${x - 6},${middle} ${x},${middle}`;
  }
  return (
    <svg className="cv-cell-wires" width="100%" height={height} aria-hidden="true">
      <path className="cv-cell-plugs" d={plugs} />
      <path className="cv-cell-wire" d={wires} />
    </svg>
  );
}
