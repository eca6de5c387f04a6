import type { NodeId } from '#shared/topology/model.ts';
import type { CableDraft } from '../../stores/edits.ts';
import { Plane } from '../flow.tsx';
import { fixedEnd } from '../interact/grab.ts';
import { type Drag, type FixedEnd, useHand, useView } from '../interact/view.ts';
import { freeExit, freeJack, type Point } from '../layout/metrics.ts';
import { cablePath, freeRoute } from '../layout/path.ts';
import type { Scene } from '../scene/scene.ts';

/** The cable in the user's hand: from the jack that it stays in to the hand, or into the jack that would take it. */
export function HeldCable({ scene }: { readonly scene: Scene }) {
  const drag = useView((view) => view.drag);
  return drag === null ? null : <Held scene={scene} drag={drag} />;
}

function Held({ scene, drag }: { readonly scene: Scene; readonly drag: Drag }) {
  const hand = useHand((state) => state.plane);
  const verdict = drag.over === null ? undefined : drag.verdicts.get(drag.over);
  const opens = verdict?.kind === 'opens' || verdict?.kind === 'guards';
  const jack = opens && drag.over !== null ? freeJackOf(scene, drag.over, drag.from.side) : null;
  const hue = jack === null || drag.over === null ? drag.hue : (scene.placement.hues.get(drag.over) ?? 0);
  return <GhostCable from={drag.from} to={jack ?? hand} hue={hue} className="is-held" />;
}

/** The cable of a change that is being looked at or applied. */
export function DraftCable({ scene, draft }: { readonly scene: Scene; readonly draft: CableDraft }) {
  const busy = useView((view) => view.busy.get(draft.from));
  const grabbed = draft.from.startsWith('vm:')
    ? ({ kind: 'socket', vm: draft.from } as const)
    : ({ kind: 'cable', id: draft.from } as const);
  const from = fixedEnd(scene, grabbed);
  const card = scene.panel.cardOf.get(draft.to);
  const to = card === undefined || from === null ? null : freeJackOf(scene, card, from.side);
  if (from === null || to === null || card === undefined) return null;
  const hue = scene.placement.hues.get(card) ?? 0;
  return (
    <>
      <GhostCable from={from} to={to} hue={hue} className={busy === undefined ? 'is-draft' : 'is-busy'} />
      {busy !== undefined && <CableWords at={to} words={busy} />}
    </>
  );
}

function GhostCable(props: {
  readonly from: FixedEnd;
  readonly to: Point;
  readonly hue: number;
  readonly className: string;
}) {
  const { from, to, hue, className } = props;
  const isUplink = from.side === 'left';
  const d = isUplink ? cablePath(to, from, freeRoute) : cablePath(from, to, freeRoute);
  return (
    <Plane>
      <svg className={`cv-ghost cv-hue-${hue} ${className}`} width="1" height="1" aria-hidden="true">
        <path className="cv-halo" d={d} />
        <path className="cv-wire" d={d} />
        <rect
          className="cv-ghost-plug"
          x={to.x - (isUplink ? 12 : 2)}
          y={to.y - 5}
          width="14"
          height="10"
          rx="2"
        />
      </svg>
    </Plane>
  );
}

/** Words on a cable, left of the plug: what is being done to it. To be seen: others tell it to screen readers. */
export function CableWords({ at, words }: { readonly at: Point; readonly words: string }) {
  return (
    <Plane>
      <div className="cv-doing" style={{ transform: `translate(${at.x - 12}px, ${at.y}px)` }}>
        <span>{words}</span>
      </div>
    </Plane>
  );
}

/** Where a plug goes on a card: beside its name or, if it comes from a wall socket, into its next jack at the right. */
function freeJackOf(scene: Scene, id: NodeId, leaves: FixedEnd['side']): Point | null {
  const at = scene.placement.positions.get(id);
  const card = scene.geometry.card(id);
  if (at === undefined || card === undefined) return null;
  const jack = leaves === 'left' ? freeExit(card, scene.placement.density) : freeJack;
  return { x: at.x + jack.x, y: at.y + jack.y };
}
