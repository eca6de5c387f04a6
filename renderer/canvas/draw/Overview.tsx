import { memo, useMemo } from 'react';
import { groupBy } from '../derive/graph.ts';
import { Plane } from '../flow.tsx';
import { useView } from '../interact/view.ts';
import { cablePath } from '../layout/path.ts';
import { boxOf } from '../layout/slots.ts';
import type { PlacedCable, PlacedCard, Scene } from '../scene/scene.ts';

/**
 * The picture from far away, where no text could be read: boxes, and the cables of each hue in one path. A handful of
 * elements, however large the host.
 */
export const Overview = memo(function Overview({ scene }: { readonly scene: Scene }) {
  const highlight = useView((view) => view.highlight);
  const selection = useView((view) => view.selection);
  const boxes = useMemo(() => groupBy(scene.cards, lookOf), [scene]);
  const wires = useMemo(() => groupBy(scene.cables, ({ hue }) => hue), [scene]);
  const lit = useMemo(
    () => ({
      cables: scene.cables.filter(
        ({ cable }) => highlight !== null && cable.nodes.every((id) => highlight.has(id)),
      ),
      cards: scene.cards.filter(({ id }) => highlight?.has(id) === true || id === selection),
    }),
    [scene, highlight, selection],
  );
  return (
    <Plane>
      <svg className="cv-overview" width="1" height="1" aria-hidden="true">
        <g className="cv-overview-all">
          {[...wires].map(([hue, cables]) => (
            <path key={hue} className={`cv-overview-wires cv-hue-${hue}`} d={wiresPath(scene, cables)} />
          ))}
          {[...boxes].map(([look, cards]) => (
            <path key={look} className={`cv-overview-boxes ${look}`} d={boxesPath(cards)} />
          ))}
          <Names cards={scene.cards} />
        </g>
        <path className="cv-overview-lit" d={wiresPath(scene, lit.cables)} />
        <path className="cv-overview-boxes is-lit" d={boxesPath(lit.cards)} />
      </svg>
    </Plane>
  );
});

/** The names of switches alone are large enough to be read from here. */
function Names({ cards }: { readonly cards: readonly PlacedCard[] }) {
  return cards
    .filter(({ card }) => card.kind === 'switch')
    .map(({ id, card, at }) => (
      <text key={id} className="cv-overview-name" x={at.x} y={at.y - 12}>
        {card.name}
      </text>
    ));
}

function lookOf({ card, hue }: PlacedCard): string {
  if (card.kind === 'vm') return card.active ? 'is-vm' : 'is-vm is-off';
  return card.kind === 'switch' ? `is-switch cv-hue-${hue}` : `is-${card.kind}`;
}

function boxesPath(cards: readonly PlacedCard[]): string {
  return cards
    .map(({ at, size }) => `M${at.x},${at.y}h${size.width}v${size.height}h${-size.width}z`)
    .join('');
}

function wiresPath({ geometry, placement }: Scene, cables: readonly PlacedCable[]): string {
  return cables
    .map(({ cable, route }) => {
      const [from, to] = [cable.from, cable.to].map((end) => {
        const box = boxOf(end.card, placement);
        const jack = geometry.jack(end.card, end.jack);
        return box === null || jack === undefined ? null : { x: box.x + jack.x, y: box.y + jack.y };
      });
      return from && to ? cablePath(from, to, route) : '';
    })
    .join('');
}
