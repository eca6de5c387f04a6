import { describe, expect, it } from 'vitest';
import { withChanges } from '#renderer/canvas/derive/changes.ts';
import type { Panel, SwitchCard, VmCard } from '#renderer/canvas/derive/model.ts';
import { derivePanel } from '#renderer/canvas/derive/panel.ts';
import { nextScene } from '#renderer/canvas/scene/nextScene.ts';
import { Rack } from './support/rack.ts';

const A = '52:54:00:aa:00:01';
const B = '52:54:00:aa:00:02';

/** `web` on br0 by vnet0, beside br1; then whatever a test makes of it. */
function rack(change: (rack: Rack) => void = (it) => it.plugged('1', A, 'vnet0', 'br0')): Rack {
  const made = new Rack();
  made.bridge('br0', 'enp3s0');
  made.bridge('br1');
  made.vm('1', 'running', 'web');
  change(made);
  return made;
}

function drawn(planned: Rack, now: Rack = rack()): Panel {
  return withChanges(derivePanel(now.topology()), derivePanel(planned.topology()));
}

const changesOf = (panel: Panel) =>
  Object.fromEntries(panel.cables.flatMap(({ id, change }) => (change === undefined ? [] : [[id, change]])));
const card = <C>(panel: Panel, id: string) => panel.cards.find((one) => one.id === id) as C;

describe('what is drawn of planned edits', () => {
  it('is the panel as it is, where nothing differs', () => {
    expect(drawn(rack())).toEqual(derivePanel(rack().topology()));
  });

  it('has a re-plugged cable twice: new where it goes, going where it is', () => {
    const panel = drawn(rack((it) => it.plugged('1', A, 'vnet0', 'br1')));
    expect(changesOf(panel)).toEqual({
      'port:link:vnet0→link:br1': 'new',
      'port:link:vnet0→link:br0': 'gone',
    });
    const gone = panel.cables.find(({ change }) => change === 'gone');
    expect(gone).toMatchObject({ grab: null, to: { card: 'link:br0' } });
    expect(card<SwitchCard>(panel, 'link:br0').ports).toEqual([
      expect.objectContaining({ tag: 'vnet0', change: 'gone', grab: null }),
    ]);
    expect(card<SwitchCard>(panel, 'link:br1').ports).toEqual([
      expect.objectContaining({ tag: 'vnet0', change: 'new', grab: `vnic:1/${A}` }),
    ]);
    expect(card<VmCard>(panel, 'vm:1').rows).toHaveLength(1);
  });

  it('says it in words, for those who do not see it', () => {
    const panel = drawn(rack((it) => it.plugged('1', A, 'vnet0', 'br1')));
    expect(card<SwitchCard>(panel, 'link:br1').ports[0]?.words).toContain('planned: new');
    expect(card<SwitchCard>(panel, 'link:br0').ports[0]?.words).toContain('planned: removed');
  });

  it('has a new bridge as a card that things can be plugged into', () => {
    const panel = drawn(
      rack((it) => {
        it.bridge('br9');
        it.plugged('1', A, 'vnet0', 'br9');
      }),
    );
    expect(card<SwitchCard>(panel, 'link:br9')).toMatchObject({ change: 'new', targets: ['link:br9'] });
    expect(panel.cardOf.get('link:br9')).toBe('link:br9');
  });

  it('keeps what goes: a bridge with its ports, a vNIC with its cable', () => {
    const was = rack((it) => {
      it.plugged('1', A, 'vnet0', 'br0');
      it.plugged('1', B, 'vnet1', 'br1');
    });
    const planned = new Rack();
    planned.bridge('br0', 'enp3s0');
    planned.vm('1', 'running', 'web');
    planned.plugged('1', A, 'vnet0', 'br0');
    const panel = drawn(planned, was);
    expect(card<SwitchCard>(panel, 'link:br1')).toMatchObject({
      change: 'gone',
      ports: [{ change: 'gone', tag: 'vnet1' }],
    });
    expect(card<VmCard>(panel, 'vm:1').rows.map(({ change }) => change)).toEqual([undefined, 'gone']);
    expect(changesOf(panel)).toEqual({ 'port:link:vnet1→link:br1': 'gone' });
  });

  it('marks a bridge whose own facts change', () => {
    const planned = rack();
    const at = planned.nodes.findIndex(({ id }) => id === 'link:br1');
    planned.nodes[at] = { ...planned.nodes[at], up: false } as (typeof planned.nodes)[number];
    expect(card<SwitchCard>(drawn(planned), 'link:br1').change).toBe('changed');
  });

  it('gives every cable a jack at both its ends, and no jack twice', () => {
    const panel = drawn(rack((it) => it.plugged('1', A, 'vnet0', 'br1')));
    for (const { from, to } of panel.cables) {
      for (const end of [from, to]) {
        const found = panel.cards.find(({ id }) => id === end.card);
        const keys =
          found?.kind === 'vm'
            ? found.rows.map(({ id }) => id)
            : found !== undefined && 'ports' in found
              ? [...found.ports, ...found.exits].map(({ key }) => key)
              : ['plug'];
        expect(keys.filter((key) => key === end.jack)).toHaveLength(1);
      }
    }
  });

  it('leaves every card where it was', () => {
    const screen = { width: 1440, height: 900 };
    const now = rack().topology();
    const before = nextScene(now, {}, null, screen);
    const after = nextScene(
      rack((it) => it.plugged('1', A, 'vnet0', 'br1')).topology(),
      {},
      before,
      screen,
      now,
    );
    for (const { id } of before.cards) {
      expect(after.placement.positions.get(id)).toEqual(before.placement.positions.get(id));
    }
  });
});
