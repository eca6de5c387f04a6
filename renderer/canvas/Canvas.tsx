import {
  type MouseEvent,
  type PointerEvent,
  useCallback,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { CardView } from './cards/CardView.tsx';
import { BusyCables } from './draw/Busy.tsx';
import { CableView } from './draw/CableView.tsx';
import { DraftCable, HeldCable } from './draw/Ghost.tsx';
import { Overview } from './draw/Overview.tsx';
import { Reason } from './draw/Reason.tsx';
import { ZoomControls } from './draw/ZoomControls.tsx';
import { cardOfElement, FlowPlane, FlowProvider, useCamera, type Viewport } from './flow.tsx';
import { boundsOf, fitting } from './interact/camera.ts';
import { cablesIn, glimpseOf } from './interact/glimpse.ts';
import { useCanvasKeys } from './interact/useCanvasKeys.ts';
import { useDrag } from './interact/useDrag.ts';
import { useFocus } from './interact/useFocus.ts';
import { useLookAt } from './interact/useLookAt.ts';
import { forgetView, useView } from './interact/view.ts';
import type { Point, Size } from './layout/metrics.ts';
import { useScene } from './scene/useScene.ts';
import type { CanvasProps } from './types.ts';
import './css/canvas.css';
import './css/card.css';
import './css/vm.css';
import './css/switch.css';
import './css/port.css';
import './css/jack.css';
import './css/cable.css';
import './css/drag.css';
import './css/busy.css';
import './css/overview.css';
import './css/planned.css';

/** The drawn patch panel: VMs at the left, switches in the middle, the way out of the host at the right. */
export function Canvas(props: CanvasProps) {
  const frame = useRef<HTMLDivElement>(null);
  const [screen, setScreen] = useState<Size | null>(null);
  useLayoutEffect(() => {
    const box = frame.current?.getBoundingClientRect();
    if (box !== undefined) setScreen({ width: box.width, height: box.height });
    return forgetView;
  }, []);
  return (
    <div className="cv-canvas" ref={frame}>
      {screen !== null && (
        <FlowProvider>
          <Stage {...props} screen={screen} />
        </FlowProvider>
      )}
    </div>
  );
}

const NOTHING: readonly never[] = [];
/** As many cables in view leave no gaps to see between them. */
const CROWD = 300;
const EMPTY = { x: 0, y: 0, width: 1, height: 1 };

/** `screen`: the size of the canvas when it was opened. */
function Stage(props: CanvasProps & { readonly screen: Size }) {
  const { topology, now, layout, screen, selection, highlight, busy, editable, draft, reveal, onIntent } =
    props;
  const scene = useScene(topology, now, layout, screen, props.showsFirewalls, props.findings);
  const [start] = useState(() => fitting(boundsOf(scene.cards) ?? EMPTY, screen));
  const root = useRef<HTMLElement>(null);
  const camera = useCamera();
  const [glimpse, setGlimpse] = useState(() => glimpseOf(start, screen, null));
  const onLook = useCallback(
    (view: Viewport) => setGlimpse((before) => glimpseOf(view, camera.size(), before)),
    [camera],
  );
  const { isFar, area } = glimpse;
  const cables = useMemo(() => cablesIn(scene, area), [scene, area]);
  const world = useRef({ scene, topology, camera, onIntent });
  useLayoutEffect(() => {
    world.current = { scene, topology, camera, onIntent };
    useView.setState({ selection, highlight, busy, editable });
  });
  const grab = useDrag(root, world);
  const { show, take, focus } = useFocus(root, world);
  const onKeyDown = useCanvasKeys(world, focus);
  useLookAt({ root, scene, camera, show, take, selection, highlight, reveal, zoom: props.zoom });
  const onCardMoved = useCallback(
    (id: string, at: Point) => world.current.onIntent({ kind: 'moved-card', id, ...at }),
    [],
  );
  const isDragging = useView((view) => view.drag !== null);
  return (
    <section
      ref={root}
      className={`cv-stage ${highlight === null ? '' : 'has-light'} ${isDragging ? 'is-dragging' : ''} ${cables.length > CROWD ? 'is-crowded' : ''}`}
      onPointerDown={grab}
      onPointerOver={hover}
      onClick={(event) => answerClick(event, onIntent)}
      onKeyDown={onKeyDown}
      aria-label={HELP}
    >
      <FlowPlane
        cards={isFar ? NOTHING : scene.cards}
        cables={isFar ? NOTHING : cables}
        cardType={CardView}
        cableType={CableView}
        start={start}
        onCardMoved={onCardMoved}
        onLook={onLook}
      >
        {isFar && <Overview scene={scene} />}
        <HeldCable scene={scene} />
        {draft !== null && <DraftCable scene={scene} draft={draft} />}
        <BusyCables scene={scene} busy={busy} except={draft?.from ?? null} />
      </FlowPlane>
      <Reason scene={scene} root={root} />
      <ZoomControls camera={camera} scene={scene} />
    </section>
  );
}

const HELP =
  'Patch panel. Tab goes from card to card and row to row, arrows follow the cables, Enter selects, M moves a cable, A attaches a vNIC, Delete disconnects a cable; the Menu key or Shift+F10 shows all actions.';

function hover(event: PointerEvent): void {
  const element = event.target instanceof Element ? event.target.closest('[data-cable]') : null;
  const cable = element?.getAttribute('data-cable') ?? null;
  if (useView.getState().drag === null && useView.getState().hover !== cable)
    useView.setState({ hover: cable });
}

/** A click selects what it hits, from the small to the large; on the bare plane it selects nothing. */
function answerClick(event: MouseEvent, onIntent: CanvasProps['onIntent']): void {
  if (!(event.target instanceof Element) || event.target.closest('.cv-zoom') !== null) return;
  const vm = event.target.closest('[data-socket]')?.getAttribute('data-socket');
  if (vm) {
    onIntent({ kind: 'choose-attach', vm });
    return;
  }
  const chosen = event.target.closest('[data-select]')?.getAttribute('data-select');
  onIntent({ kind: 'select', id: chosen ?? cardOfElement(event.target) });
}
