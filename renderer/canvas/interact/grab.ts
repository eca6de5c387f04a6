import { type Grabbed, judgeTarget } from '#shared/edits/targets.ts';
import type { NodeId, Topology } from '#shared/topology/model.ts';
import type { Cable, Card } from '../derive/model.ts';
import { addSocket, freeJack } from '../layout/metrics.ts';
import type { PlacedCable, Scene } from '../scene/scene.ts';
import type { CanvasIntent } from '../types.ts';
import type { Drag, FixedEnd, Verdict } from './view.ts';

/** What a press on an element takes into the hand: a cable by any of its ends, or a VM's socket; null: nothing. */
export function grabbedAt(element: Element): Grabbed | null {
  const vm = element.closest('[data-socket]')?.getAttribute('data-socket');
  if (vm) return { kind: 'socket', vm };
  const cable = element.closest('[data-grab]')?.getAttribute('data-grab');
  return cable ? { kind: 'cable', id: cable } : null;
}

/** Takes something into the hand: where its fixed end is, and what each card would say to it. Null: it is gone. */
export function takeUp(scene: Scene, topology: Topology, grabbed: Grabbed): Drag | null {
  const cables = cablesOf(scene, grabbed);
  const from = fixedEnd(scene, grabbed);
  if (from === null) return null;
  const homes = new Set(
    cables.filter(({ cable }) => cable.kind !== 'defined').map(({ cable }) => farEnd(cable).card),
  );
  const verdicts = new Map<NodeId, Verdict>();
  for (const { id, card } of scene.cards) {
    verdicts.set(id, homes.has(id) ? { kind: 'home' } : judge(topology, grabbed, card));
  }
  return {
    grabbed,
    from,
    hue: cables[0]?.hue ?? 0,
    lifted: new Set(cables.map(({ id }) => id)),
    verdicts,
    over: null,
  };
}

function cablesOf(scene: Scene, grabbed: Grabbed): readonly PlacedCable[] {
  return grabbed.kind === 'socket' ? [] : scene.cables.filter(({ cable }) => cable.grab === grabbed.id);
}

/** An uplink is held by its bridge's end: it stays in the wall. Any other cable by the end in its switch. */
function farEnd({ kind, from, to }: Cable): Cable['from'] {
  return kind === 'uplink' ? from : to;
}

function nearEnd({ kind, from, to }: Cable): Cable['from'] {
  return kind === 'uplink' ? to : from;
}

/**
 * The jack that the cable stays plugged into: a vNIC's, a loose card's, a wall socket's, a trunk's near end, or a VM's
 * socket.
 */
export function fixedEnd(scene: Scene, grabbed: Grabbed): FixedEnd | null {
  if (grabbed.kind === 'socket') return socketOf(scene, grabbed.vm);
  const [placed] = cablesOf(scene, grabbed);
  const shownBy = scene.panel.cardOf.get(grabbed.id);
  const near = placed === undefined ? undefined : nearEnd(placed.cable);
  const card = near?.card ?? shownBy;
  if (card === undefined) return null;
  const key = near?.jack ?? (shownBy === grabbed.id ? 'plug' : grabbed.id);
  const at = scene.placement.positions.get(card);
  const jack = scene.geometry.jack(card, key) ?? freePlug(scene, card);
  return at === undefined || jack === undefined
    ? null
    : { x: at.x + jack.x, y: at.y + jack.y, side: jack.side };
}

/** A wall socket that is in no bridge has its jack beside its name. */
function freePlug(scene: Scene, card: NodeId): FixedEnd | undefined {
  return scene.geometry.card(card)?.kind === 'socket' ? { ...freeJack, side: 'left' } : undefined;
}

function socketOf(scene: Scene, vm: NodeId): FixedEnd | null {
  const at = scene.placement.positions.get(vm);
  const size = scene.placement.sizes.get(vm);
  if (at === undefined || size === undefined) return null;
  const socket = addSocket(size);
  return { x: at.x + socket.x, y: at.y + socket.y, side: 'right' };
}

function judge(topology: Topology, grabbed: Grabbed, card: Card): Verdict {
  const targets = card.kind === 'switch' ? card.targets : [card.id];
  let why = '';
  for (const to of targets) {
    const judged = judgeTarget(topology, grabbed, to);
    if (judged.ok) return { kind: 'opens', to };
    if (judged.guarded) return { kind: 'guards', to, why: judged.why };
    why ||= judged.why;
  }
  return { kind: 'refuses', why };
}

/** Also what only the guard lets through: the sheet then says why, and offers it. */
function takes(topology: Topology, grabbed: Grabbed, target: NodeId): boolean {
  const judged = judgeTarget(topology, grabbed, target);
  return judged.ok || judged.guarded === true;
}

/** What letting go means; null: nothing happens. `network` is a network's own chip, if the hand is on one. */
export function letGo(
  drag: Drag,
  topology: Topology,
  network: NodeId | null,
  isFar: boolean,
): CanvasIntent | null {
  const { grabbed, over, verdicts } = drag;
  if (over === null) {
    const isPlugged = grabbed.kind === 'cable' && drag.lifted.size > 0;
    return isPlugged && isFar ? { kind: 'pulled', cable: grabbed.id } : null;
  }
  const verdict = verdicts.get(over);
  const card = verdict !== undefined && 'to' in verdict ? verdict.to : null;
  const to = network !== null && takes(topology, grabbed, network) ? network : card;
  if (to === null) return null;
  return grabbed.kind === 'socket'
    ? { kind: 'attach', vm: grabbed.vm, to }
    : { kind: 'move', cable: grabbed.id, to };
}
