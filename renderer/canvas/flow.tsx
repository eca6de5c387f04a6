import {
  Background,
  type Edge,
  type EdgeProps,
  type Node,
  type NodeChange,
  type NodeHandle,
  type NodeProps,
  Position,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
  useStore,
  useStoreApi,
  ViewportPortal,
} from '@xyflow/react';
import '@xyflow/react/dist/base.css';
import { type ComponentType, memo, type ReactNode, useCallback, useMemo, useRef, useState } from 'react';
import type { Jack, Point, Size } from './layout/metrics.ts';
import type { PlacedCable, PlacedCard } from './scene/scene.ts';

/*
 * The only file that knows React Flow 12. It gives us a plane that pans and zooms, cards and cables that are mounted
 * only while they can be seen, and the dragging of cards.
 */

type FlowNode = Node<{ placed: PlacedCard }>;
type FlowEdge = Edge<{ placed: PlacedCable }>;

export interface Viewport extends Point {
  readonly zoom: number;
}

export const FlowProvider = ReactFlowProvider;

/** Draws its children in the coordinates of the cards. */
export const Plane = ViewportPortal;

interface FlowPlaneProps {
  readonly cards: readonly PlacedCard[];
  readonly cables: readonly PlacedCable[];
  readonly cardType: ComponentType<CardProps>;
  readonly cableType: ComponentType<CableProps>;
  readonly start: Viewport;
  readonly onCardMoved: (id: string, at: Point) => void;
  /** With every step of a movement: `view` is in CSS pixels. */
  readonly onLook: (view: Viewport) => void;
  readonly children: ReactNode;
}

export interface CardProps {
  readonly placed: PlacedCard;
}

export interface CableProps {
  readonly placed: PlacedCable;
  readonly from: Point;
  readonly to: Point;
}

export function FlowPlane(props: FlowPlaneProps) {
  const { cards, cables, onCardMoved, onLook } = props;
  const frame = useRef<HTMLDivElement>(null);
  const [moving, setMoving] = useState<{ readonly id: string; readonly at: Point } | null>(null);
  const placed = useMemo(() => cards.map(flowNode), [cards]);
  const nodes = useMemo(
    () =>
      moving === null
        ? placed
        : placed.map((node) => (node.id === moving.id ? { ...node, position: moving.at } : node)),
    [placed, moving],
  );
  const edges = useMemo(() => cables.map(flowEdge), [cables]);
  const nodeTypes = useMemo(() => ({ card: wrapCard(props.cardType) }), [props.cardType]);
  const edgeTypes = useMemo(() => ({ cable: wrapCable(props.cableType) }), [props.cableType]);
  const onNodesChange = useCallback((changes: NodeChange<FlowNode>[]) => {
    for (const change of changes) {
      if (change.type === 'position' && change.dragging === true && change.position !== undefined)
        setMoving({ id: change.id, at: change.position });
    }
  }, []);
  const onNodeDragStop = useCallback(
    (_: unknown, node: FlowNode) => {
      onCardMoved(node.id, node.position);
      setMoving(null);
    },
    [onCardMoved],
  );
  return (
    <ReactFlow<FlowNode, FlowEdge>
      nodes={nodes}
      edges={edges}
      nodeTypes={nodeTypes}
      edgeTypes={edgeTypes}
      onNodesChange={onNodesChange}
      onNodeDragStop={onNodeDragStop}
      onMove={(_, view) => onLook(view)}
      onMoveStart={() => frame.current?.toggleAttribute('data-moving', true)}
      onMoveEnd={() => frame.current?.toggleAttribute('data-moving', false)}
      ref={frame}
      defaultViewport={props.start}
      minZoom={MIN_ZOOM}
      maxZoom={MAX_ZOOM}
      nodeDragThreshold={3}
      snapToGrid
      snapGrid={SNAP}
      onlyRenderVisibleElements
      nodesConnectable={false}
      nodesFocusable={false}
      edgesFocusable={false}
      elementsSelectable={false}
      disableKeyboardA11y
      deleteKeyCode={null}
      selectionKeyCode={null}
      multiSelectionKeyCode={null}
      panActivationKeyCode={null}
      zoomActivationKeyCode={null}
      zoomOnDoubleClick={false}
      panOnScroll
      proOptions={NO_ATTRIBUTION}
    >
      <Background gap={24} size={1} color="var(--grid)" />
      {props.children}
    </ReactFlow>
  );
}

const MIN_ZOOM = 0.05;
const MAX_ZOOM = 2;
const SNAP: [number, number] = [4, 4];
const NO_ATTRIBUTION = { hideAttribution: true };

/** How the plane is seen, and how to move it. Durations in milliseconds; 0 moves at once. */
export interface Camera {
  view(): Viewport;
  /** The size of the window on the plane, in CSS pixels. */
  size(): Size;
  look(at: Viewport, duration: number): void;
  toPlane(client: Point): Point;
}

function sizeOf(plane: Element | null): Size {
  const { width, height } = plane?.getBoundingClientRect() ?? { width: 0, height: 0 };
  return { width, height };
}

export function useCamera(): Camera {
  const flow = useReactFlow();
  const store = useStoreApi();
  return useMemo(
    () => ({
      view: () => flow.getViewport(),
      // Asked of the DOM: React Flow hears of a new size only after a panel beside it has opened.
      size: () => sizeOf(store.getState().domNode),
      look: (at, duration) => {
        flow.setViewport(at, { duration });
      },
      toPlane: (client) => flow.screenToFlowPosition(client, { snapToGrid: false }),
    }),
    [flow, store],
  );
}

/** The zoom, rounded to percents. */
export function useZoomPercent(): number {
  return useStore((state) => Math.round(state.transform[2] * 100));
}

const nodes = new WeakMap<PlacedCard, FlowNode>();

function flowNode(placed: PlacedCard): FlowNode {
  const known = nodes.get(placed);
  if (known !== undefined) return known;
  const made: FlowNode = {
    id: placed.id,
    type: 'card',
    position: placed.at,
    ...placed.size,
    measured: placed.size,
    handles: placed.jacks.flatMap(flowHandles),
    data: { placed },
    ariaRole: 'group',
    ariaLabel: placed.card.words,
    domAttributes: { tabIndex: 0, 'aria-roledescription': 'card' },
  };
  nodes.set(placed, made);
  return made;
}

/** A jack at the right may be a cable's start or, for a bracket, its end. */
function flowHandles({ key, x, y, side }: Jack): NodeHandle[] {
  const position = side === 'left' ? Position.Left : Position.Right;
  const place = { id: key, x, y, width: 0, height: 0, position };
  const target: NodeHandle = { ...place, type: 'target' };
  return side === 'left' ? [target] : [{ ...place, type: 'source' }, target];
}

const edgesByCable = new WeakMap<PlacedCable, FlowEdge>();

function flowEdge(placed: PlacedCable): FlowEdge {
  const known = edgesByCable.get(placed);
  if (known !== undefined) return known;
  const { from, to } = placed.cable;
  const made: FlowEdge = {
    id: placed.id,
    type: 'cable',
    source: from.card,
    sourceHandle: from.jack,
    target: to.card,
    targetHandle: to.jack,
    data: { placed },
    domAttributes: { 'aria-hidden': true, 'aria-roledescription': 'cable' },
  };
  edgesByCable.set(placed, made);
  return made;
}

function wrapCard(View: ComponentType<CardProps>) {
  return ({ data }: NodeProps<FlowNode>) => (
    <>
      <View placed={data.placed} />
      <Ends jacks={data.placed.jacks} />
    </>
  );
}

/**
 * React Flow measures a mounted card again and takes its handles from the document, whatever the node says. So each
 * jack leaves an empty element where React Flow looks; its own `Handle` would listen to the store for each of them.
 */
const Ends = memo(function Ends({ jacks }: { readonly jacks: readonly Jack[] }) {
  return jacks.map(({ key, x, y, side }) => (
    <i
      key={key}
      className={side === 'left' ? 'cv-end-point target' : 'cv-end-point source target'}
      data-handleid={key}
      data-handlepos={side}
      style={{ left: x, top: y }}
    />
  ));
});

function wrapCable(View: ComponentType<CableProps>) {
  return ({ data, sourceX, sourceY, targetX, targetY }: EdgeProps<FlowEdge>) =>
    data === undefined ? null : (
      <View placed={data.placed} from={{ x: sourceX, y: sourceY }} to={{ x: targetX, y: targetY }} />
    );
}

/** The element of a card; null while it is not mounted. */
export function cardElement(root: HTMLElement, id: string): HTMLElement | null {
  return root.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(id)}"]`);
}

/** The id of the card that an element is (in); null outside of cards. */
export function cardOfElement(element: Element): string | null {
  return element.closest('.react-flow__node')?.getAttribute('data-id') ?? null;
}
