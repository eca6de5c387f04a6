import type { NodeId } from '#shared/topology/model.ts';
import { busyWords } from '../interact/view.ts';
import { TAG_GAP, tagRoom } from '../layout/metrics.ts';
import type { PlacedCable, Scene } from '../scene/scene.ts';
import { CableWords } from './Ghost.tsx';

/** What is being done to cables now, on the cables. `except` is a node whose words a draft's ghost carries. */
export function BusyCables(props: {
  readonly scene: Scene;
  readonly busy: ReadonlyMap<NodeId, string>;
  readonly except: NodeId | null;
}) {
  const { scene, busy, except } = props;
  if (busy.size === 0) return null;
  return scene.cables.map((placed) => {
    const words = busyWords(placed.cable, busy);
    if (words === null || (except !== null && placed.cable.nodes.includes(except))) return null;
    const at = plugOf(scene, placed);
    return at === null ? null : <CableWords key={placed.id} at={at} words={words} />;
  });
}

/** The point on the cable where its tag begins. */
function plugOf({ geometry, placement }: Scene, { cable }: PlacedCable) {
  const at = placement.positions.get(cable.to.card);
  const jack = geometry.jack(cable.to.card, cable.to.jack);
  const card = geometry.card(cable.to.card);
  if (at === undefined || jack === undefined || card === undefined) return null;
  const room = tagRoom(card, placement.density) || TAG_GAP;
  return { x: at.x + jack.x - room, y: at.y + jack.y };
}
