import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { journalFor } from '#electron/engine/history/journalFor.ts';
import type { Edit, PlainEdit } from '#shared/edits/model.ts';
import { linkId } from '#shared/topology/model.ts';
import { proves } from '../lab/support/proves.ts';
import { granted, MachineEngine } from './support/machineEngine.ts';
import { machineHost } from './support/machineHost.ts';
import { machineWith, play } from './support/onMachine.ts';

const members = [linkId('enp0s5'), linkId('enp0s6')];
const bond = {
  kind: 'bond-create',
  name: 'bond0',
  mode: '802.3ad',
  miimon: 100,
  lacpRate: 'fast',
  hashPolicy: 'layer3+4',
  members,
} as const satisfies Edit;
const vlan = {
  kind: 'vlan-create',
  name: 'bond0.20',
  parent: linkId('bond0'),
  id: 20,
  protocol: '802.1Q',
} as const satisfies Edit;
const set = (over: Partial<Extract<PlainEdit, { kind: 'bond-set' }>>) =>
  ({
    kind: 'bond-set',
    bond: linkId('bond1'),
    mode: 'active-backup',
    miimon: 100,
    lacpRate: null,
    hashPolicy: null,
    members,
    active: null,
    ...over,
  }) as const satisfies Edit;

describe('bonds and VLANs of a real kernel', () => {
  const machine = machineWith('networkd');
  let engine: MachineEngine;
  const ip = (words: string) => engine.ip(words);
  /** What `ip` shows of a link in one line; of one that is not there what it says of that. */
  const shown = (name: string) => ip(`-d -o link show dev ${name}`);

  beforeAll(async () => {
    await play(machine(), 'partner.sh');
    engine = await MachineEngine.open(machine());
  });
  afterAll(() => engine?.stop());

  it('a bond is created of two cards, agrees with the switch, goes with an undo and comes with a redo', async () => {
    proves({ edit: 'bond-create', live: true, undo: true, redo: true, by: ['ip'] });
    await engine.apply(bond);
    expect(await shown('bond0')).toMatch(/bond mode 802\.3ad miimon 100 .*layer3\+4 .*lacp_rate fast/);
    expect(await shown('enp0s5')).toMatch(/master bond0 .*state UP/);
    expect(await shown('enp0s6')).toMatch(/master bond0/);
    await engine.undo();
    expect(await shown('bond0')).toMatch(/does not exist/);
    // As they were before: one up, one down, each with its own MAC.
    const [five, six] = [await shown('enp0s5'), await shown('enp0s6')];
    expect(five).toMatch(/[<,]UP[,>]/);
    expect(six).not.toMatch(/[<,]UP[,>]/);
    expect(/link\/ether (\S+)/.exec(five)?.[1]).not.toBe(/link\/ether (\S+)/.exec(six)?.[1]);
    await engine.redo();
    await expect
      .poll(() => shown('bond0'), { timeout: 30_000, interval: 1000 })
      .toMatch(/num_ports 2 .*partner_mac (?!00:00)/);
  });

  it('none is made of the card that systemd-networkd would configure again in it', async () => {
    const uplink = { ...bond, name: 'bond9', members: [linkId('enp0s4')] };
    const planned = await engine.plan({ kind: 'guarded', edit: uplink });
    expect(planned).toMatchObject({
      ok: false,
      refusal: { why: expect.stringMatching(/^systemd-networkd configures enp0s4, .* comes up in bond9\.$/) },
    });
  });

  it('a VLAN is created on it, goes with an undo and comes with a redo', async () => {
    proves({ edit: 'vlan-create', live: true, undo: true, redo: true, by: ['ip'] });
    await engine.apply(vlan);
    expect(await shown('bond0.20')).toMatch(/bond0\.20@bond0: .*[<,]UP[,>].* vlan protocol 802\.1Q id 20 /);
    await engine.undo();
    expect(await shown('bond0.20')).toMatch(/does not exist/);
    await engine.redo();
    expect(await shown('bond0.20')).toMatch(/vlan protocol 802\.1Q id 20 /);
  });

  it('neither is deleted from under the other; an undo makes both again as they were', async () => {
    proves({ edit: 'delete a layer', live: true, undo: true, redo: true, by: ['ip'] });
    const refused = await engine.plan({ kind: 'link-delete', link: linkId('bond0') });
    expect(refused).toMatchObject({
      ok: false,
      refusal: { why: expect.stringContaining('bond0.20 uses bond0') },
    });
    await engine.apply({ kind: 'link-delete', link: linkId('bond0.20') });
    expect(await shown('bond0.20')).toMatch(/does not exist/);
    const before = optionsOf(await shown('bond0'));
    await engine.apply({ kind: 'link-delete', link: linkId('bond0') });
    expect(await shown('bond0')).toMatch(/does not exist/);
    await engine.undo();
    expect(optionsOf(await shown('bond0'))).toEqual(before);
    expect(await shown('enp0s6')).toMatch(/master bond0/);
    await engine.undo();
    expect(await shown('bond0.20')).toMatch(/bond0\.20@bond0: .*[<,]UP[,>].* vlan protocol 802\.1Q id 20 /);
    await engine.redo();
    expect(await shown('bond0.20')).toMatch(/does not exist/);
    await engine.redo();
    expect(await shown('bond0')).toMatch(/does not exist/);
  });

  it('another member becomes active, one leaves and comes back; the mode waits until none is left', async () => {
    proves({ edit: 'bond-set', live: true, undo: true, redo: true, by: ['ip'] });
    await engine.apply({ ...bond, name: 'bond1', mode: 'active-backup', lacpRate: null, hashPolicy: null });
    const active = async () => /active_slave (\S+)/.exec(await shown('bond1'))?.[1] ?? '';
    await expect.poll(active, { timeout: 30_000, interval: 1000 }).not.toBe('');
    const first = await active();
    const other = first === 'enp0s5' ? 'enp0s6' : 'enp0s5';
    await engine.apply(set({ active: linkId(other) }));
    expect(await active()).toBe(other);
    await engine.undo();
    expect(await active()).toBe(first);
    await engine.redo();
    expect(await active()).toBe(other);
    await engine.apply(set({ members: [linkId(first)], miimon: 200 }));
    expect(await shown(other)).not.toMatch(/master/);
    expect(await shown('bond1')).toMatch(/miimon 200/);
    await engine.undo();
    expect(await shown(other)).toMatch(/master bond1/);
    const mode = await engine.plan(set({ mode: '802.3ad' }));
    expect(mode).toMatchObject({
      ok: false,
      refusal: { why: expect.stringContaining('while it has no members') },
    });
    await engine.apply(set({ mode: '802.3ad', lacpRate: 'fast', members: [] }));
    expect(await shown('bond1')).toMatch(/mode 802\.3ad .*lacp_rate fast/);
    await engine.undo();
    expect(await shown('bond1')).toMatch(/mode active-backup/);
    expect(await shown('enp0s5')).toMatch(/master bond1/);
    await engine.apply({ kind: 'link-delete', link: linkId('bond1') });
  });

  it('what was begun when Patchbay ended is found by the next start, and led back', async () => {
    const state = await mkdtemp(join(tmpdir(), 'patchbay-cut-'));
    const journal = () => journalFor({ historyKey: 'local' }, state);
    try {
      // Its third command, and what would come after it, is never answered: as if Patchbay had ended there.
      let left = 3;
      const host = await machineHost(machine());
      const cut = await MachineEngine.open(
        machine(),
        {
          ...host,
          run: (command, limits) => {
            const changes = command.argv[0] === 'ip' && ['set', 'add'].includes(command.argv[2] ?? '');
            if (changes) left -= 1;
            return left < 0 ? new Promise(() => {}) : host.run(command, limits);
          },
        },
        journal(),
      );
      void cut.engine.apply(granted(await cut.plan(bond)).id);
      await expect.poll(() => left, { timeout: 60_000 }).toBeLessThan(0);

      const next = await MachineEngine.open(machine(), host, journal());
      const [found] = next.engine.history().interrupted ?? [];
      expect(found).toMatchObject({ found: 'between' });
      const back = granted(next.engine.past.planUndo(found?.id ?? ''));
      expect((await next.engine.apply(back.id)).outcome).toBe('done');
      expect(await shown('bond0')).toMatch(/does not exist/);
      expect(await shown('enp0s5')).not.toMatch(/master/);
      await next.stop();
    } finally {
      await rm(state, { recursive: true });
    }
  });
});

/** What `ip` shows of a bond that does not change by itself. */
function optionsOf(line: string): Record<string, string | undefined> {
  const names = [
    'bond mode',
    'miimon',
    'updelay',
    'xmit_hash_policy',
    'lacp_rate',
    'ad_select',
    'mtu',
    'link/ether',
  ];
  return Object.fromEntries(names.map((name) => [name, new RegExp(` ${name} (\\S+)`).exec(line)?.[1]]));
}
