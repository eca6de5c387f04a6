import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { parseGuardList } from '#electron/engine/guard/guardList.ts';
import type { GuardedEdit } from '#shared/edits/model.ts';
import { linkId } from '#shared/topology/model.ts';
import { quickDemo } from './asking.ts';
import { engineOnDemo } from './engineOnDemo.ts';

const ID = '7b1f4c7e-2d7a-4e0b-8f3c-5a9d6e2c7b02';
const OTHER = '11111111-2d7a-4e0b-8f3c-5a9d6e2c7b02';

/** The LTE router's card goes into the bridge br-lab, its address and route with it. */
const intoBridge = [
  'patchbay-guard 1',
  'note {"title":"x","touches":[]}',
  'probe 192.168.8.1 br-lab',
  'watch enp7s0',
  'watch br-lab',
  'do ip addr del 192.168.8.2/24 dev enp7s0',
  'undo ip route replace default via 192.168.8.1 dev enp7s0 metric 500 proto static',
  'do ip link set dev enp7s0 master br-lab',
  'undo ip addr add 192.168.8.2/24 dev enp7s0',
  'do ip addr add 192.168.8.2/24 dev br-lab',
  'undo ip link set dev enp7s0 nomaster',
  'do ip route replace default via 192.168.8.1 dev br-lab metric 500 proto static',
  'undo ip addr del 192.168.8.2/24 dev br-lab',
  'end',
  '',
].join('\n');

function guardedDemo() {
  let now = 0;
  const demo = quickDemo(() => now);
  const sh = (words: readonly string[], stdin = '') =>
    demo.ask(['sh', '/opt/helper/guard.sh', ...words], stdin);
  const listed = async () => parseGuardList((await sh(['list'])).stdout) ?? [];
  const wait = (seconds: number) => {
    now += seconds * 1000;
  };
  const state = async () => [
    (await demo.ip('-j', 'addr', 'show')).stdout,
    (await demo.ip('-j', 'route', 'show')).stdout,
  ];
  return { ...demo, sh, listed, wait, state };
}

describe('the guard of the demo host', () => {
  it('runs the commands, tells how long it waits and whether the neighbour is reached, and keeps what is kept', async () => {
    const { sh, listed, wait, state, ip } = guardedDemo();
    expect(await sh(['arm', ID, '60'], intoBridge)).toMatchObject({ exitCode: 0, stdout: 'armed\n' });
    wait(15);
    expect(await listed()).toMatchObject([
      {
        id: ID,
        phase: 'waiting',
        seconds: 60,
        left: 45,
        contact: 'yes',
        probe: { address: '192.168.8.1', link: 'br-lab' },
        note: { title: 'x', touches: [] },
      },
    ]);
    expect((await ip('-j', 'route', 'show', 'dev', 'br-lab')).stdout).toContain('"gateway":"192.168.8.1"');
    const after = await state();
    expect(await sh(['keep', ID])).toMatchObject({ exitCode: 0, stdout: 'kept\n' });
    wait(600);
    expect(await state()).toEqual(after);
    expect(await listed()).toMatchObject([{ phase: 'kept', left: null, cause: null }]);
    expect((await sh(['revert', ID])).exitCode).toBe(5);
    expect((await sh(['forget', ID])).exitCode).toBe(0);
    expect(await listed()).toEqual([]);
    expect((await sh(['keep', ID])).exitCode).toBe(4);
  });

  it.each<[string, 'user' | 'expired']>([
    ['nobody keeps it in time', 'expired'],
    ['somebody says so', 'user'],
  ])('takes it back when %s, and shows what it was before', async (_, cause) => {
    const { sh, listed, wait, state } = guardedDemo();
    const before = await state();
    await sh(['arm', ID, '60'], intoBridge);
    expect(await state()).not.toEqual(before);
    if (cause === 'user') expect((await sh(['revert', ID])).stdout).toBe('reverted\n');
    else wait(60);
    expect(await listed()).toMatchObject([{ phase: 'reverted', cause, left: null, differs: [] }]);
    expect(await state()).toEqual(before);
    expect((await sh(['keep', ID])).exitCode).toBe(5);
  });

  it('takes back what a failing command has left half done, and tells which', async () => {
    const { sh, listed, state } = guardedDemo();
    const before = await state();
    const wrong = intoBridge.replace(
      'do ip addr add 192.168.8.2/24 dev br-lab',
      'do ip addr add x dev br-lab',
    );
    await sh(['arm', ID, '60'], wrong);
    expect(await listed()).toMatchObject([
      {
        phase: 'reverted',
        cause: 'failed',
        command: 'ip addr add x dev br-lab',
        said: 'Error: any valid prefix is expected rather than "x".',
      },
    ]);
    expect(await state()).toEqual(before);
  });

  it('tells what is not as it was', async () => {
    const { sh, listed, ip } = guardedDemo();
    await sh(['arm', ID, '60'], intoBridge);
    await ip('link', 'set', 'dev', 'br-lab', 'mtu', '1400');
    expect((await sh(['revert', ID])).stdout).toBe('not-reverted\n');
    const [guard] = await listed();
    expect(guard?.differs).toContain('- br-lab is up, with an MTU of 1500, on no bridge');
    expect(guard?.differs).toContain('+ br-lab is up, with an MTU of 1400, on no bridge');
  });

  it('knows no contact while the neighbour is on no way from the link', async () => {
    const { sh, listed, ip } = guardedDemo();
    await sh(['arm', ID, '60'], intoBridge.replace('probe 192.168.8.1 br-lab', 'probe 192.168.8.1 br0'));
    expect(await listed()).toMatchObject([{ contact: 'no' }]);
    await sh(['revert', ID]);
    await sh(['arm', OTHER, '60'], intoBridge);
    await ip('link', 'set', 'dev', 'enp7s0', 'down');
    expect(await listed()).toMatchObject([{ id: ID }, { id: OTHER, contact: 'no' }]);
  });

  it('takes one at a time, and nothing that it does not understand', async () => {
    const { sh } = guardedDemo();
    for (const text of [
      '',
      'patchbay-guard 2\n',
      intoBridge.replace('do ip', 'do rm'),
      'patchbay-guard 1\nend\n',
    ])
      expect((await sh(['arm', ID, '60'], text)).exitCode).toBe(1);
    await sh(['arm', ID, '60'], intoBridge);
    expect((await sh(['arm', OTHER, '60'], intoBridge)).exitCode).toBe(3);
    expect((await sh(['keep', OTHER])).exitCode).toBe(4);
    expect((await sh(['keep', 'x'])).exitCode).toBe(1);
  });

  it('takes it back by itself, with nobody asking', async () => {
    const { host, ask } = quickDemo();
    const lines: string[] = [];
    host.follow(
      { argv: ['ip', 'monitor', 'link'] },
      (line) => lines.push(line),
      () => {},
    );
    await ask(['sh', '/opt/helper/guard.sh', 'arm', ID, '1'], intoBridge);
    lines.length = 0;
    while (lines.length === 0) await sleep(20);
    expect(lines.join()).toContain('Deleted');
    await host.close();
  });
});

describe('a guarded edit on the demo host, through the engine', () => {
  const edit: GuardedEdit = {
    kind: 'guarded',
    edit: { kind: 'move', cable: linkId('enp7s0'), to: linkId('br-lab') },
  };

  it('is refused without the guard, which is offered', async () => {
    const { engine, close } = await engineOnDemo();
    expect(engine.plan(edit.edit)).toMatchObject({ ok: false, refusal: { guarded: edit } });
    await close();
  });

  it('is kept, and its address, route and DNS server go along', async () => {
    const { engine, ask, close } = await engineOnDemo();
    const planned = engine.plan(edit);
    if (!planned.ok) throw new Error(planned.refusal.why);
    const applying = engine.apply(planned.plan.id);
    while (engine.guards.undecided?.phase !== 'waiting') await sleep(1);
    expect(engine.guards.undecided).toMatchObject({ contact: 'yes' });
    expect(await engine.guards.keep(planned.plan.id)).toMatchObject({ done: true });
    expect(await applying).toMatchObject({ outcome: 'done' });
    const { links, addresses, routes } = engine.current().snapshot;
    expect(links.find(({ name }) => name === 'enp7s0')?.master).toBe('br-lab');
    expect(addresses.find(({ address }) => address === '192.168.8.2')?.link).toBe('br-lab');
    expect(routes.find(({ gateway }) => gateway === '192.168.8.1')?.link).toBe('br-lab');
    expect((await ask(['resolvectl', 'dns'])).stdout).toMatch(/\(br-lab\):.* 192\.168\.8\.1$/m);
    await close();
  });

  it('is taken back by the host when nobody keeps it', async () => {
    const { engine, seen, close } = await engineOnDemo();
    const before = seen();
    const planned = engine.plan(edit);
    if (!planned.ok) throw new Error(planned.refusal.why);
    expect(await engine.apply(planned.plan.id)).toMatchObject({ outcome: 'reverted' });
    expect(seen()).toEqual(before);
    await close();
  });
});
