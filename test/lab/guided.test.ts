import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Reader } from '#electron/engine/reader.ts';
import { localHost } from '#electron/hosts/local/local.ts';
import type { PlainEdit, Plan } from '#shared/edits/model.ts';
import type { Command } from '#shared/host/command.ts';
import { mismatch } from '#shared/ops/condition.ts';
import { linkId } from '#shared/topology/model.ts';
import { Bench } from './editing.ts';
import { describeInLab, ip, masterOf, resetLab, until } from './support/lab.ts';

const execute = promisify(execFile);
const ROUTER = '10.9.0.254';

/** A card of the test's own, enp9s0, whose other end is a router in the LAN; and two bridges, one of them with STP. */
async function build(): Promise<void> {
  await ip('link', 'add', 'enp9s0', 'type', 'veth', 'peer', 'name', 'lan9', 'netns', 'lan');
  await ip('-n', 'lan', 'link', 'set', 'dev', 'lan9', 'up');
  await ip('-n', 'lan', 'addr', 'add', `${ROUTER}/24`, 'dev', 'lan9');
  await ip('-n', 'lan', 'addr', 'add', 'fd09::fe/64', 'dev', 'lan9', 'nodad');
  await ip('link', 'set', 'dev', 'enp9s0', 'up');
  await ip('link', 'add', 'br8', 'type', 'bridge', 'stp_state', '1', 'forward_delay', '200');
  await ip('link', 'set', 'dev', 'br8', 'up');
  await ip('link', 'add', 'br9', 'type', 'bridge');
}

/** All that an address and a route can be set with, and that is worth keeping. */
async function settle(link: string): Promise<void> {
  await ip('link', 'set', 'dev', link, 'up');
  const addresses = [
    ['10.9.0.1/24', 'broadcast', '10.9.0.255'],
    ['10.9.0.2/24'],
    ['10.9.7.1/16', 'metric', '50'],
    ['10.9.1.1/24', 'noprefixroute'],
    ['10.9.9.9/32'],
    ['fd09::1/64'],
    ['fd09::2/128'],
  ];
  for (const [address = '', ...more] of addresses) await ip('addr', 'add', address, 'dev', link, ...more);
  const routes = [
    ['10.9.1.0/24', 'proto', 'kernel', 'src', '10.9.1.1', 'metric', '100'],
    ['10.97.0.1', 'proto', 'static'],
    ['default', 'via', '10.97.0.1', 'metric', '901'],
    ['default', 'via', ROUTER, 'metric', '900', 'proto', 'dhcp', 'src', '10.9.0.2'],
    ['10.98.0.0/16', 'via', '10.66.0.1', 'onlink'],
  ];
  for (const route of routes) await ip('route', 'add', ...route, 'dev', link);
  await ip('-6', 'route', 'add', 'default', 'via', 'fd09::fe', 'metric', '2048', 'proto', 'ra', 'dev', link);
  await ip('-6', 'route', 'add', 'fd77::/64', 'via', 'fe80::1', 'dev', link);
}

/** The links of this test as `ip` shows them, but for what comes and goes by itself. */
async function state(): Promise<string[]> {
  const own = ['enp9s0', 'br8', 'br9'];
  const lines: string[] = [];
  for (const link of await existing(own)) {
    const [, , flags = ''] = (await ip('-o', 'link', 'show', 'dev', link)).split(' ');
    lines.push(`${link} ${/[<,]UP[,>]/.test(flags) ? 'up' : 'down'} on ${await masterOf(link)}`);
    for (const family of ['-4', '-6']) {
      const addresses = (await ip(family, '-o', 'addr', 'show', 'dev', link)).split('\n');
      lines.push(
        ...addresses
          .filter((line) => line !== '' && !line.includes('scope link'))
          .map((line) => line.replace(/^\d+: | tentative| *\\.*/g, '')),
      );
      const routes = (await ip(family, 'route', 'show', 'dev', link)).split('\n');
      lines.push(
        ...routes
          .filter((line) => line !== '' && !/^(fe80|ff00)/.test(line))
          .map((line) => `${link} ${line.replace(/ linkdown| expires \S+/g, '').trim()}`),
      );
    }
  }
  return lines;
}

async function existing(links: readonly string[]): Promise<string[]> {
  const all = await ip('-o', 'link', 'show');
  return links.filter((link) => new RegExp(`^\\d+: ${link}[@:]`, 'm').test(all));
}

async function run({ argv: [program, ...args] }: Command): Promise<void> {
  await execute(program, args);
}

async function forward({ steps }: Plan): Promise<void> {
  for (const { command } of steps) await run(command);
}

async function back({ steps }: Plan): Promise<void> {
  for (const { inverseCommands } of steps.toReversed())
    for (const command of inverseCommands) await run(command);
}

/** Whether the plan's neighbour answers when it is asked anew. */
async function contact({ guard }: Plan): Promise<void> {
  const { address = '', link = '' } = guard?.probe ?? {};
  await ip('neigh', 'flush', 'to', address, 'dev', link);
  await until(`${address} to answer on ${link}`, async () => {
    await ip('neigh', 'replace', address, 'dev', link, 'use');
    return (await ip('neigh', 'show', 'to', address, 'dev', link)).includes('REACHABLE') ? true : null;
  });
}

describeInLab('the guided plan, done and taken back by plain ip', () => {
  let bench: Bench;

  beforeEach(async () => {
    await build();
    bench = await Bench.open();
  });

  afterEach(async () => {
    await bench.close();
    await resetLab();
  });

  const plug = (bridge: string): PlainEdit => ({ kind: 'move', cable: linkId('enp9s0'), to: linkId(bridge) });
  const nothing = async () => {};
  const inBridge = async () => {
    await ip('link', 'set', 'dev', 'enp9s0', 'master', 'br9');
  };

  const cases: readonly [
    what: string,
    home: string,
    prepare: () => Promise<void>,
    edit: PlainEdit,
    then: string,
  ][] = [
    ['a card with addresses goes into a bridge that is down', 'enp9s0', nothing, plug('br9'), 'br9'],
    ['a card with addresses goes into a bridge with STP', 'enp9s0', nothing, plug('br8'), 'br8'],
    ['the uplink leaves the bridge', 'br9', inBridge, { kind: 'unplug', cable: linkId('enp9s0') }, 'enp9s0'],
    ['the uplink goes to another bridge', 'br9', inBridge, plug('br8'), 'br8'],
    ['the bridge is deleted', 'br9', inBridge, { kind: 'link-delete', link: linkId('br9') }, 'enp9s0'],
  ];

  test.each(cases)('%s', async (_what, home, prepare, edit, then) => {
    await prepare();
    await settle(home);
    const was = await state();
    const plan = await bench.plan({ kind: 'guarded', edit });
    await forward(plan);
    const now = await state();
    const living = (lines: readonly string[], link: string) =>
      lines.filter((line) => line.startsWith(`${link} `) && !/ on (null|br\d)$/.test(line));
    // All that was here is there now, and nothing of it is left behind.
    expect(living(now, then)).toEqual(living(was, home).map((line) => line.replaceAll(home, then)));
    expect(living(now, home)).toEqual([]);
    await contact(plan);
    await back(plan);
    expect(await state()).toEqual(was);
  });

  test('a link that is set down gets back what it would have lost', async () => {
    await settle('enp9s0');
    const was = await state();
    const plan = await bench.plan({
      kind: 'guarded',
      edit: { kind: 'link-set', link: linkId('enp9s0'), state: 'down' },
    });
    await forward(plan);
    expect((await state())[0]).toContain('down');
    await back(plan);
    expect(await state()).toEqual(was);
  });

  test('the host is simulated as it comes to be', async () => {
    await settle('enp9s0');
    const plan = await bench.plan({ kind: 'guarded', edit: plug('br9') });
    await forward(plan);
    const host = localHost();
    const after = await new Reader(host).read();
    await host.close();
    const mismatches = plan.steps.flatMap(({ expects }) => expects.map((each) => mismatch(each, after)));
    expect(mismatches.filter((each) => each !== '')).toEqual([]);
  });

  test('what carries the lab’s own default route is refused without the guard', async () => {
    await bench.engine.refresh();
    const planned = bench.engine.plan({ kind: 'unplug', cable: linkId('enp3s0') });
    expect(planned.ok ? '' : planned.refusal.why).toContain(
      'The host’s default route (via 192.168.50.1) leaves through br0, which uses enp3s0.',
    );
    expect(planned.ok ? null : planned.refusal.guarded?.kind).toBe('guarded');
  });
});
