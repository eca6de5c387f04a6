import { describe, expect, it } from 'vitest';
import { noJournal } from '#electron/engine/history/journal.ts';
import type { ApplyResult } from '#shared/edits/model.ts';
import { linkId } from '#shared/topology/model.ts';
import { granted, MachineEngine } from './support/machineEngine.ts';
import { machineWith } from './support/onMachine.ts';
import { guardUnit, reached, untilReached } from './support/uplink.ts';

/** The card of SSH becomes the only member of a new bond, which takes over its address and routes. */
const edit = {
  kind: 'guarded',
  edit: {
    kind: 'bond-create',
    name: 'bond0',
    mode: 'active-backup',
    miimon: 100,
    lacpRate: null,
    hashPolicy: null,
    members: [linkId('enp0s4')],
  },
} as const;

describe('under ifupdown, the uplink becomes the member of a bond', () => {
  const machine = machineWith('ifupdown');
  const open = (guardSeconds: number) => MachineEngine.open(machine(), null, noJournal, { guardSeconds });

  it('and the host reverts it when nobody confirms it: reached as before, without a bond', async () => {
    const engine = await open(40);
    const { id } = granted(await engine.plan(edit));
    const result = engine.engine.apply(id);
    await untilReached(machine(), 'by the bond', 120);
    expect(await guardUnit(machine())).toMatch(/^patchbay-guard-.*\.service$/);
    await untilReached(machine(), 'by the card', 120);
    expect(await result).toMatchObject({ outcome: 'reverted' });
    expect(await engine.ip('link show dev bond0')).toContain('does not exist');
    await engine.stop();
  });

  it('and is reached by the bond once that is confirmed, and by the card once that is undone', async () => {
    const engine = await open(120);
    expect(await confirmed(engine, granted(await engine.plan(edit)).id)).toMatchObject({ outcome: 'done' });
    expect(await reached(machine())).toBe('by the bond');
    expect(await guardUnit(machine())).toBe('');
    expect(await engine.ip('-d -o link show dev bond0')).toMatch(
      /bond mode active-backup active_slave enp0s4/,
    );
    expect(await engine.ip('-6 route show default')).toMatch(/default via fe80::\S+ dev bond0/);

    await engine.read();
    expect(await confirmed(engine, granted(engine.engine.planUndo()).id)).toMatchObject({ outcome: 'done' });
    expect(await reached(machine())).toBe('by the card');
    expect(await engine.ip('link show dev bond0')).toContain('does not exist');
    expect(await engine.ip('-6 route show default')).toMatch(/default via fe80::\S+ dev enp0s4/);
    await engine.stop();
  });
});

/** Applies a guarded plan and confirms it as soon as that is asked for. */
async function confirmed({ engine }: MachineEngine, id: string): Promise<ApplyResult> {
  const result = engine.apply(id);
  const isOver = result.then(() => true);
  const isAsked = () => engine.guards.states.some((each) => each.id === id && each.phase === 'waiting');
  await expect
    .poll(async () => isAsked() || (await Promise.race([isOver, false])), { timeout: 120_000 })
    .toBe(true);
  await engine.guards.keep(id);
  return result;
}
