import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Edit } from '#shared/edits/model.ts';
import { linkId, vmId } from '#shared/topology/model.ts';
import { Bench, plugsOf, vnicOf, xmlOf } from './editing.ts';
import { describeInLab, guestIsUp, ip, masterOf, resetLab, until, uuidOf, virsh } from './support/lab.ts';
import { proves } from './support/proves.ts';

const NEW = '52:54:00:16:00:01';
const ONE_0 = '52:54:00:cc:00:01';

/** The vNIC of that MAC as virsh prints it; empty where the VM has none. */
async function cardOf(vm: string, mac: string, side: 'live' | 'config'): Promise<string> {
  const cards = (await xmlOf(vm, side)).match(/<interface [\s\S]*?<\/interface>/g) ?? [];
  return cards.find((card) => card.includes(mac)) ?? '';
}

/** Each vNIC's MAC, model and slot, in libvirt's order. */
async function cardsOf(vm: string): Promise<string[]> {
  const cards = (await xmlOf(vm, 'config')).match(/<interface [\s\S]*?<\/interface>/g) ?? [];
  return cards.map((card) =>
    [/<mac address='(.*?)'/, /<model type='(.*?)'/, /slot='(.*?)'/]
      .map((pattern) => pattern.exec(card)?.[1] ?? '-')
      .join(' '),
  );
}

describeInLab('a vNIC on a link of the host', () => {
  let bench: Bench;

  beforeEach(async () => {
    await guestIsUp();
    bench = await Bench.open();
  });

  afterEach(async () => {
    await bench.close();
    await resetLab();
  });

  async function attach(vm: string, link: string, over: Partial<Extract<Edit, { kind: 'attach' }>> = {}) {
    return { kind: 'attach', vm: vmId(await uuidOf(vm)), to: linkId(link), mac: NEW, ...over } as const;
  }

  async function why(edit: Edit): Promise<string> {
    await bench.engine.refresh();
    const planned = bench.engine.plan(edit);
    if (planned.ok) throw new Error('it was planned');
    return `${planned.refusal.why} ${planned.refusal.advice}`;
  }

  test('a running VM gets one on a TAP that is there; undone the TAP stays, done again it is used again', async () => {
    proves({ edit: 'attach to a TAP', live: true, undo: true, redo: true, by: ['ip', 'virsh'] });
    expect((await bench.apply(await attach('guest', 'tap-plugged'))).outcome).toBe('done');
    for (const side of ['live', 'config'] as const) {
      const card = await cardOf('guest', NEW, side);
      expect(card).toContain("<interface type='ethernet'>");
      expect(card).toContain("<target dev='tap-plugged' managed='no'/>");
    }
    expect(await masterOf('tap-plugged')).toBe('br1');
    expect(await ip('-o', 'link', 'show', 'dev', 'tap-plugged')).toContain('LOWER_UP');

    expect((await bench.undo()).outcome).toBe('done');
    expect(await cardOf('guest', NEW, 'live')).toBe('');
    expect(await cardOf('guest', NEW, 'config')).toBe('');
    expect(await masterOf('tap-plugged')).toBe('br1');
    expect(await ip('-o', 'link', 'show', 'dev', 'tap-plugged')).toContain('NO-CARRIER');

    // Who holds a TAP is read by the way.
    await until('nobody holds it', async () => {
      const { snapshot } = bench.engine.current();
      return snapshot.tapHolders.some(({ link }) => link === 'tap-plugged') ? null : true;
    });
    expect((await bench.redo()).outcome).toBe('done');
    expect(await cardOf('guest', NEW, 'live')).toContain('tap-plugged');
  });

  test('a shut-off VM gets one on a loose TAP, and starts with it', async () => {
    proves({ edit: 'attach to a TAP', off: true, undo: true, by: ['ip', 'virsh'] });
    expect((await bench.apply(await attach('1', 'tap-loose'))).outcome).toBe('done');
    const uuid = await uuidOf('1');
    await virsh('start', '--paused', uuid);
    expect(await cardOf('1', NEW, 'live')).toContain("<target dev='tap-loose' managed='no'/>");
    expect(await ip('-o', 'link', 'show', 'dev', 'tap-loose')).toContain('LOWER_UP');
    await virsh('destroy', uuid);
    expect((await bench.undo()).outcome).toBe('done');
    expect(await cardOf('1', NEW, 'config')).toBe('');
    expect(await masterOf('tap-loose')).toBeNull();
  });

  test('not on a TAP that somebody holds, nor on one of libvirt’s', async () => {
    await bench.engine.refresh();
    expect(await why(await attach('deaf', 'tap0'))).toMatch(/bare|held open/);
    expect(await why(await attach('deaf', 'clone-tap'))).toContain('it\'s "q"');
    expect(await why(await attach('deaf', 'tap-loose', { mode: 'vepa' }))).toContain('Omit the mode');
  });

  test.each(['bridge', 'vepa', 'private', 'passthrough'] as const)(
    'a running VM gets one by macvtap in the mode %s; undone and done again',
    async (mode) => {
      proves({ edit: 'attach by macvtap', live: true, undo: true, redo: true, by: ['ip', 'virsh'] });
      await ip('link', 'add', 'uplink9', 'type', 'veth', 'peer', 'name', 'far9', 'netns', 'lan');
      await ip('link', 'set', 'uplink9', 'up');
      const before = await ip('-o', 'link', 'show', 'type', 'macvtap');
      expect((await bench.apply(await attach('guest', 'uplink9', { mode }))).outcome).toBe('done');
      for (const side of ['live', 'config'] as const) {
        expect(await cardOf('guest', NEW, side)).toContain(`<source dev='uplink9' mode='${mode}'/>`);
      }
      const macvtaps = await ip('-d', '-o', 'link', 'show', 'type', 'macvtap');
      expect(macvtaps).toMatch(
        new RegExp(`@uplink9.*macvtap mode ${mode === 'passthrough' ? 'passthru' : mode} `),
      );

      expect((await bench.undo()).outcome).toBe('done');
      expect(await ip('-o', 'link', 'show', 'type', 'macvtap')).toBe(before);
      expect(await cardOf('guest', NEW, 'config')).toBe('');
      expect((await bench.redo()).outcome).toBe('done');
      expect(await cardOf('guest', NEW, 'live')).toContain("<source dev='uplink9'");
    },
  );

  test('a shut-off VM gets one by macvtap', async () => {
    proves({ edit: 'attach by macvtap', off: true, undo: true, by: ['virsh'] });
    expect((await bench.apply(await attach('1', 'enp4s0'))).outcome).toBe('done');
    expect(await cardOf('1', NEW, 'config')).toContain("<source dev='enp4s0' mode='bridge'/>");
    expect((await bench.undo()).outcome).toBe('done');
    expect(await plugsOf('1', 'config')).toHaveLength(2);
  });

  test('no macvtap on a bridge’s port, nor one that would take a link whole which is in use', async () => {
    expect(await why(await attach('deaf', 'enp3s0'))).toContain('port of br0');
    // Which number it has depends on how often its VM was started.
    expect(await why(await attach('deaf', 'enp4s0', { mode: 'passthrough' }))).toMatch(/macvtap\d/);
    await ip('link', 'add', 'uplink9', 'type', 'veth', 'peer', 'name', 'far9', 'netns', 'lan');
    await ip('addr', 'add', '10.99.0.1/24', 'dev', 'uplink9');
    expect(await why(await attach('deaf', 'uplink9', { mode: 'passthrough' }))).toContain('10.99.0.1/24');
  });
});

describeInLab('the card of a shut-off VM', () => {
  let bench: Bench;

  beforeEach(async () => {
    bench = await Bench.open();
  });

  afterEach(async () => {
    await bench.close();
    await resetLab();
  });

  test('gets another model, in its slot; undone and done again', async () => {
    proves({ edit: 'vnic-change', off: true, undo: true, redo: true, by: ['virsh'] });
    const was = await xmlOf('1', 'config');
    const edit: Edit = {
      kind: 'vnic-change',
      cable: await vnicOf('1', ONE_0),
      model: 'e1000e',
      mac: null,
    };
    expect((await bench.apply(edit)).outcome).toBe('done');
    expect(await xmlOf('1', 'config')).toBe(was.replace("<model type='virtio'/>", "<model type='e1000e'/>"));
    expect((await bench.undo()).outcome).toBe('done');
    expect(await xmlOf('1', 'config')).toBe(was);
    expect((await bench.redo()).outcome).toBe('done');
    expect(await cardsOf('1')).toEqual([`${ONE_0} e1000e 0x02`, '52:54:00:cc:00:02 e1000 0x03']);
    const uuid = await uuidOf('1');
    await virsh('start', '--paused', uuid);
    expect(await cardOf('1', ONE_0, 'live')).toContain("<model type='e1000e'/>");
  });

  test('gets a TAP of the name that was chosen, which the started VM has; undone libvirt names it again', async () => {
    proves({ edit: 'vnic-change', off: true, undo: true, redo: true, by: ['ip', 'virsh'] });
    const was = await xmlOf('1', 'config');
    const edit: Edit = {
      ...{ kind: 'vnic-change', cable: await vnicOf('1', ONE_0), model: null, mac: null },
      tap: 'one-lan',
    };
    expect((await bench.apply(edit)).outcome).toBe('done');
    expect(await cardOf('1', ONE_0, 'config')).toContain("<target dev='one-lan'/>");
    expect((await bench.undo()).outcome).toBe('done');
    expect(await xmlOf('1', 'config')).toBe(was);
    expect((await bench.redo()).outcome).toBe('done');
    await virsh('start', '--paused', await uuidOf('1'));
    expect(await cardOf('1', ONE_0, 'live')).toContain("<target dev='one-lan'/>");
    expect(await ip('-o', 'link', 'show', 'dev', 'one-lan')).toContain('one-lan');
  });

  test('loses what was of its old model, and an undo gives it back', async () => {
    const uuid = await uuidOf('1');
    const card = (await cardOf('1', ONE_0, 'config')).replace(
      "<model type='virtio'/>",
      "<model type='virtio'/><driver name='vhost' queues='2'/>",
    );
    await bench.engine.refresh();
    const { localHost } = await import('#electron/hosts/local/local.ts');
    await localHost().run(
      {
        argv: ['virsh', '-c', 'qemu:///system', 'update-device', uuid, '/dev/stdin', '--config'],
        stdin: card,
      },
      { timeoutMs: 10_000 },
    );
    const was = await xmlOf('1', 'config');
    expect(was).toContain("<driver name='vhost' queues='2'/>");
    const plan = await bench.plan({
      kind: 'vnic-change',
      cable: await vnicOf('1', ONE_0),
      model: 'e1000',
      mac: null,
    });
    expect(plan.warnings.join(' ')).toContain('<driver>');
    expect((await bench.engine.apply(plan.id)).outcome).toBe('done');
    expect(await xmlOf('1', 'config')).not.toContain("<driver name='vhost'");
    expect((await bench.undo()).outcome).toBe('done');
    expect(await xmlOf('1', 'config')).toBe(was);
  });

  test('gets another MAC and model, in its slot and its place among the others; undone and done again', async () => {
    proves({ edit: 'vnic-change', off: true, undo: true, redo: true, by: ['virsh'] });
    await virsh('destroy', await uuidOf('web 01'));
    const was = await xmlOf('web 01', 'config');
    const before = await cardsOf('web 01');
    const edit: Edit = {
      kind: 'vnic-change',
      cable: await vnicOf('web 01', '52:54:00:aa:00:02'),
      model: 'e1000',
      mac: NEW,
    };
    const changed = before.with(1, (before[1] ?? '').replace('52:54:00:aa:00:02 virtio', `${NEW} e1000`));
    expect((await bench.apply(edit)).outcome).toBe('done');
    expect(await cardsOf('web 01')).toEqual(changed);
    expect((await bench.undo()).outcome).toBe('done');
    expect(await xmlOf('web 01', 'config')).toBe(was);
    expect((await bench.redo()).outcome).toBe('done');
    expect(await cardsOf('web 01')).toEqual(changed);
    expect(await xmlOf('web 01', 'config')).toBe(
      was
        .replace('52:54:00:aa:00:02', NEW)
        .replace(/(<mac address='52:54:00:16:00:01'\/>[\s\S]*?<model type=')virtio/, '$1e1000'),
    );
  });

  test('of which the VM has two with one MAC: the chosen one gets another', async () => {
    await virsh('destroy', await uuidOf('twins'));
    await bench.engine.refresh();
    const second = bench.engine
      .current()
      .topology.nodes.filter((node) => node.kind === 'vnic')
      .find(({ mac, source }) => mac === '52:54:00:ff:00:01' && source === 'br1');
    const was = await cardsOf('twins');
    const edit: Edit = { kind: 'vnic-change', cable: second?.id ?? '', model: null, mac: NEW };
    expect((await bench.apply(edit)).outcome).toBe('done');
    expect(await cardsOf('twins')).toEqual(was.with(1, (was[1] ?? '').replace('52:54:00:ff:00:01', NEW)));
    expect(await plugsOf('twins', 'config')).toEqual(['bridge br0', 'bridge br1']);
    expect((await bench.undo()).outcome).toBe('done');
    expect(await cardsOf('twins')).toEqual(was);
  });

  test('is left alone where the VM runs, or has that MAC already', async () => {
    proves({ edit: 'vnic-change', live: 'refused', by: ['virsh'] });
    const refused = async (edit: Edit) => {
      await bench.engine.refresh();
      const planned = bench.engine.plan(edit);
      return planned.ok ? 'planned' : `${planned.refusal.why} ${planned.refusal.advice}`;
    };
    const running = { kind: 'vnic-change', cable: await vnicOf('deaf', '52:54:00:ad:00:01') } as const;
    expect(await refused({ ...running, model: 'e1000', mac: null })).toContain('libvirt can’t change a card');
    const off = { kind: 'vnic-change', cable: await vnicOf('1', ONE_0) } as const;
    expect(await refused({ ...off, model: null, mac: '52:54:00:cc:00:02' })).toContain('already');
    const plan = await bench.plan({ ...off, model: null, mac: '52:54:00:ac:00:01' });
    expect(plan.warnings.join(' ')).toContain('guest also has the MAC');
    expect(await cardsOf('1')).toEqual([`${ONE_0} virtio 0x02`, '52:54:00:cc:00:02 e1000 0x03']);
  });
});
