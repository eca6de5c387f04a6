import { describe, expect, it } from 'vitest';
import { demoHost } from '#electron/demo/demo.ts';
import type { FollowEnd } from '#electron/hosts/host.ts';
import { classifyMonitorLine } from '#shared/parse/ipMonitor.ts';
import { parseVirshEvent } from '#shared/parse/virshEvent.ts';
import { quickDemo } from './asking.ts';

const inTime = { timeoutMs: 60_000 };
const opnsense =
  "<interface type='bridge'><mac address='52:54:00:10:fe:02'/><source bridge='br0'/></interface>";
const unplugged = opnsense.replace('</interface>', "<model type='virtio'/><link state='down'/></interface>");
const unplug = ['update-device', 'opnsense', '/dev/stdin', '--live'] as const;

function followed(argv: [string, ...string[]], demo = quickDemo()) {
  const lines: string[] = [];
  const ends: FollowEnd[] = [];
  const following = demo.host.follow(
    { argv },
    (line) => lines.push(line),
    (end) => ends.push(end),
  );
  return { ...demo, lines, ends, following };
}

describe('how commands end on the demo host', () => {
  it('takes time, so that waiting is seen', async () => {
    const host = demoHost();
    const detach = {
      argv: ['virsh', 'detach-device', 'opnsense', '/dev/stdin', '--live'],
      stdin: opnsense,
    } as const;
    expect(await host.run(detach, { timeoutMs: 20 })).toMatchObject({ kind: 'timed-out', afterMs: 20 });
    expect(await host.run({ argv: ['virsh', 'domiflist', 'opnsense'] }, inTime)).toMatchObject({
      stdout: expect.stringContaining('vnet1'),
    });
  });

  it('is cancelled by its signal, before and during the run, and changes nothing then', async () => {
    const host = demoHost();
    const controller = new AbortController();
    const edit = host.run(
      { argv: ['ip', 'link', 'set', 'dev', 'vnet3', 'nomaster'] },
      { ...inTime, signal: controller.signal },
    );
    controller.abort();
    expect(await edit).toEqual({ kind: 'cancelled' });
    expect(await host.run({ argv: ['id', '-u'] }, { ...inTime, signal: controller.signal })).toEqual({
      kind: 'cancelled',
    });
    expect(await host.run({ argv: ['ip', '-j', 'link', 'show', 'vnet3'] }, inTime)).toMatchObject({
      stdout: expect.stringContaining('"master":"br0"'),
    });
  });

  it('does not hand out more than was allowed', async () => {
    const limits = { ...inTime, maxBytes: 100 };
    expect(await quickDemo().host.run({ argv: ['ip', '-j', 'link'] }, limits)).toEqual({
      kind: 'too-much-output',
      limitBytes: 100,
    });
  });

  it('two edits under way at once both hold', async () => {
    const { ip, host } = quickDemo();
    await Promise.all([
      ip('link', 'set', 'dev', 'vnet3', 'nomaster'),
      ip('link', 'set', 'dev', 'vnet4', 'nomaster'),
    ]);
    for (const name of ['vnet3', 'vnet4'])
      expect(await host.run({ argv: ['ip', '-j', 'link', 'show', name] }, inTime)).toMatchObject({
        stdout: expect.not.stringContaining('master'),
      });
  });

  it('once it is closed, everything is cancelled and every stream has ended', async () => {
    const { host, ends } = followed(['ip', 'monitor', 'link']);
    const running = demoHost();
    const run = running.run({ argv: ['id', '-u'] }, inTime);
    await Promise.all([host.close(), running.close()]);
    expect(ends).toEqual([{ kind: 'stopped', message: '' }]);
    expect(await run).toEqual({ kind: 'cancelled' });
    expect(await host.run({ argv: ['id', '-u'] }, inTime)).toEqual({ kind: 'cancelled' });
  });
});

describe('what the demo host tells by itself', () => {
  it('ip monitor prints a change of master, as text, with a "Deleted" that is none', async () => {
    const { ip, lines } = followed(['ip', '-j', 'monitor', 'link']);
    await ip('link', 'set', 'dev', 'vnet3', 'master', 'br-lab');
    expect(lines.filter((line) => classifyMonitorLine(line) === 'change').length).toBeGreaterThan(1);
    expect(lines.some((line) => /^Deleted \d+: vnet3: .* master br0 /.test(line))).toBe(true);
    expect(lines.some((line) => /^\d+: vnet3: .* master br-lab state UNKNOWN/.test(line))).toBe(true);
  });

  it('ip monitor prints nothing for what changes nothing', async () => {
    const { ip, edit, lines } = followed(['ip', 'monitor']);
    await ip('link', 'set', 'dev', 'vnet3', 'master', 'br0');
    expect((await edit(unplug, unplugged)).exitCode).toBe(0);
    expect(lines).toEqual([]);
  });

  it('ip monitor prints addresses and routes that come and go', async () => {
    const { ip, lines } = followed(['ip', 'monitor', 'link', 'address', 'route']);
    await ip('addr', 'add', '10.9.0.1/24', 'dev', 'br-lab');
    expect(lines).toEqual([
      expect.stringMatching(/^\d+: br-lab {4}inet 10\.9\.0\.1\/24 scope global br-lab$/),
      expect.stringContaining('valid_lft'),
      '10.9.0.0/24 dev br-lab proto kernel scope link src 10.9.0.1 ',
    ]);
    lines.length = 0;
    await ip('link', 'del', 'dev', 'br-lab');
    expect(lines.filter((line) => classifyMonitorLine(line) === 'change').length).toBeGreaterThan(3);
    expect(lines.at(-1)).toBe('Deleted 10.9.0.0/24 dev br-lab proto kernel scope link src 10.9.0.1 ');
  });

  it('virsh event prints devices that come and go, and nothing for an update, a link or a definition', async () => {
    const { edit, lines } = followed([
      'virsh',
      '-r',
      '-c',
      'qemu:///system',
      'event',
      '--all',
      '--loop',
      '--timestamp',
    ]);
    const xml =
      "<interface type='bridge'><mac address='52:54:00:00:00:07'/><source bridge='br0'/><model type='virtio'/></interface>";
    await edit(['attach-device', `it's "temp"`, '/dev/stdin', '--live'], xml);
    await edit(['update-device', `it's "temp"`, '/dev/stdin', '--live'], xml.replace('br0', 'br-lab'));
    expect((await edit(unplug, unplugged)).exitCode).toBe(0);
    await edit(['attach-device', 'builder', '/dev/stdin', '--config'], xml);
    await edit(['detach-device', `it's "temp"`, '/dev/stdin', '--live'], xml);
    expect(lines.map((line) => parseVirshEvent(line))).toEqual([
      { event: 'device-added', domain: `it's "temp"`, detail: 'net1' },
      { event: 'device-removed', domain: `it's "temp"`, detail: 'net1' },
    ]);
  });

  it('prints no more once it was stopped', async () => {
    const { ip, lines, ends, following } = followed(['ip', 'monitor']);
    following.stop();
    await ip('link', 'set', 'dev', 'vnet3', 'nomaster');
    expect(lines).toEqual([]);
    expect(ends).toEqual([{ kind: 'stopped', message: '' }]);
  });

  it('ends at once what it cannot follow', async () => {
    const unknown = followed(['ovs-vsctl', 'monitor']);
    await Promise.resolve();
    expect(unknown.ends).toMatchObject([{ kind: 'missing' }]);
  });
});
