import { sameData } from './keep.ts';
import type { Cable, CableEnd, Card, Change, Exit, Panel, PortRow, VnicRow } from './model.ts';

/**
 * The panel as it would be, with what differs from the panel as it is marked: what is new, what changes, and, put back
 * into it, what goes.
 */
export function withChanges(now: Panel, planned: Panel): Panel {
  const before = new Map(now.cables.map((cable) => [cable.id, cable]));
  const after = new Set(planned.cables.map(({ id }) => id));
  const cables = planned.cables.map((cable) => marked(cable, changeOf(before.get(cable.id), cable)));
  const going = now.cables.filter(({ id }) => !after.has(id));
  const changes = new Map(cables.map(({ id, change }) => [id, change]));
  const cardsNow = new Map(now.cards.map((card) => [card.id, card]));
  const stay = new Set(planned.cards.map(({ id }) => id));
  const cards = [
    ...planned.cards.map((card) => cardWithChanges(cardsNow.get(card.id), card, changes)),
    ...now.cards.filter(({ id }) => !stay.has(id)).map(goneCard),
  ];
  const places = new Map(cards.map((card) => [card.id, new Set(jackKeys(card))]));
  const isDrawable = ({ card, jack }: CableEnd) => places.get(card)?.has(jack) === true;
  const gone = going
    .filter(({ from, to }) => isDrawable(from) && isDrawable(to))
    .map((cable) => ({ ...asGone(cable), grab: null }));
  return { cards, cables: [...cables, ...gone], cardOf: new Map([...now.cardOf, ...planned.cardOf]) };
}

function changeOf(before: Cable | undefined, now: Cable): Change | null {
  if (before === undefined || !sameEnds(before, now)) return 'new';
  return before.style === now.style ? null : 'changed';
}

function sameEnds(one: Cable, other: Cable): boolean {
  return sameData(one.from, other.from) && sameData(one.to, other.to);
}

function marked<T extends { readonly words: string }>(thing: T, change: Change | null): T {
  return change === null ? thing : { ...thing, change, words: `${thing.words}, ${changeWords[change]}` };
}

const changeWords: { readonly [C in Change]: string } = {
  new: 'planned: new',
  gone: 'planned: removed',
  changed: 'planned: changed',
};

function asGone<T extends { readonly words: string }>(thing: T): T {
  return marked(thing, 'gone');
}

function cardWithChanges(
  was: Card | undefined,
  card: Card,
  changes: ReadonlyMap<string, Change | undefined>,
): Card {
  if (was === undefined) return marked(markedRows(card, changes), 'new');
  const rows = markedRows(card, changes);
  const whole = was.kind === card.kind ? withGoneRows(was, rows) : rows;
  return marked(whole, sameData(ownFacts(was), ownFacts(card)) ? null : 'changed');
}

/** A port is as new as the cable in it. */
function markedRows(card: Card, changes: ReadonlyMap<string, Change | undefined>): Card {
  if (!('ports' in card)) return card;
  return { ...card, ports: card.ports.map((port) => marked(port, changes.get(port.cable) ?? null)) };
}

/** What a card says of itself, without what is plugged in. */
function ownFacts(card: Card): unknown {
  switch (card.kind) {
    case 'vm':
      return [card.name, card.stateWord];
    case 'loose':
      return [card.name, card.what];
    case 'switch':
      return [card.name, card.up, card.addresses, card.networks, card.mode, card.marks];
    case 'socket':
      return [card.name, card.carrier, card.layer, card.speed, card.addresses, card.defaultRoute];
  }
}

function withGoneRows(was: Card, card: Card): Card {
  if (was.kind === 'vm' && card.kind === 'vm') {
    const before = new Set(was.rows.map(({ id }) => id));
    const rows = card.rows.map((row) => marked(row, before.has(row.id) ? null : 'new'));
    return { ...card, rows: [...rows, ...missing(was.rows, rows, ({ id }) => id).map(asGone<VnicRow>)] };
  }
  if ('ports' in was && 'ports' in card) {
    const ports = missing(was.ports, card.ports, ({ key }) => key).map(gonePort);
    const exits = missing<Exit>(was.exits, card.exits, ({ key }) => key);
    return { ...card, ports: [...card.ports, ...ports], exits: [...card.exits, ...exits] };
  }
  return card;
}

function missing<T>(before: readonly T[], now: readonly T[], keyOf: (item: T) => string): readonly T[] {
  const left = new Set(now.map(keyOf));
  return before.filter((item) => !left.has(keyOf(item)));
}

function gonePort(port: PortRow): PortRow {
  return { ...asGone(port), grab: null };
}

function goneCard(card: Card): Card {
  const gone = asGone(card);
  if (gone.kind === 'vm') return { ...gone, rows: gone.rows.map(asGone<VnicRow>) };
  if (gone.kind === 'loose') return gone;
  return { ...gone, ports: gone.ports.map(gonePort) };
}

function jackKeys(card: Card): readonly string[] {
  if (card.kind === 'vm') return card.rows.map(({ id }) => id);
  if (card.kind === 'loose') return ['plug'];
  return [...card.ports, ...card.exits].map(({ key }) => key);
}
