import { type RefObject, useLayoutEffect, useState } from 'react';
import { Text } from '../../ui/Text.tsx';
import { useHand, useView, type Verdict } from '../interact/view.ts';
import type { Scene } from '../scene/scene.ts';

/** Beside the hand: what letting go here would do, or why it can't be connected here. */
export function Reason({
  scene,
  root,
}: {
  readonly scene: Scene;
  readonly root: RefObject<HTMLElement | null>;
}) {
  const drag = useView((view) => view.drag);
  const hand = useHand((state) => state.client);
  const [origin, setOrigin] = useState({ x: 0, y: 0, width: 0 });
  useLayoutEffect(() => {
    const box = root.current?.getBoundingClientRect();
    if (drag !== null && box !== undefined) setOrigin({ x: box.left, y: box.top, width: box.width });
  }, [drag, root]);
  if (drag === null) return null;
  const verdict = drag.over === null ? undefined : drag.verdicts.get(drag.over);
  const name = drag.over === null ? '' : (scene.geometry.card(drag.over)?.name ?? '');
  if (verdict === undefined || verdict.kind === 'home') return null;
  const words = wordsOf(verdict, name);
  const isAtRight = hand.x - origin.x > origin.width - 320;
  const x = hand.x - origin.x + (isAtRight ? -16 : 16);
  const y = hand.y - origin.y + 18;
  return (
    <div
      className={`cv-reason is-${verdict.kind} ${isAtRight ? 'is-at-right' : ''}`}
      role="status"
      style={{ transform: `translate(${x}px, ${y}px)` }}
    >
      <span>
        <Text>{words}</Text>
      </span>
    </div>
  );
}

function wordsOf(verdict: Exclude<Verdict, { kind: 'home' }>, name: string): string {
  if (verdict.kind === 'opens') return `Connect to ${name}`;
  return verdict.kind === 'refuses' ? verdict.why : `Only with the guard: ${verdict.why}`;
}
