import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { runCli } from '#electron/cli/cli.ts';
import { commandNames } from '#electron/cli/command.ts';
import type { Capture } from '#electron/hosts/capture/format.ts';
import type { ApplyResult, Planned } from '#shared/edits/model.ts';
import type { Topology } from '#shared/topology/model.ts';
import type { TraceResult } from '#shared/topology/traceResult.ts';
import { FakeTerminal } from './fakeTerminal.ts';

// Each reads and edits a host at its real pace, on machines that may be busy.
vi.setConfig({ testTimeout: 30_000 });

async function run(args: readonly string[], terminal = new FakeTerminal()) {
  const exitCode = await runCli([...args, '--host', 'demo'], terminal);
  return { exitCode, terminal };
}

const json = <T>(terminal: FakeTerminal): T => JSON.parse(terminal.text) as T;

describe('on the demo host', () => {
  it('graph prints the topology', async () => {
    const { exitCode, terminal } = await run(['graph', '--json']);
    const topology = json<Topology>(terminal);
    expect(exitCode).toBe(0);
    expect(topology.host).toBe('demo');
    expect(topology.sources.every(({ status }) => status === 'ok')).toBe(true);
    expect(topology.nodes.some(({ kind }) => kind === 'vm')).toBe(true);
  });

  it('trace prints a line for each path', async () => {
    const { exitCode, terminal } = await run(['trace', 'vnet5']);
    expect(exitCode).toBe(0);
    expect(terminal.results).toEqual([
      'pihole › 52:54:00:53:53:53 (virtio) › vnet5 › br0 › enp3s0',
      expect.stringMatching(
        /^ {2}! br0 sends what is for 52:54:00:53:53:53 to the port where it was seen last/,
      ),
    ]);
  });

  it('trace says that a duplicate MAC is ambiguous', async () => {
    const human = await run(['trace', '52:54:00:53:53:53']);
    expect(human.terminal.results.filter((line) => !line.startsWith('  ! '))).toHaveLength(2);
    expect(human.terminal.results).toHaveLength(4);
    expect(human.terminal.said).toContain('several');
    const { terminal } = await run(['trace', '52:54:00:53:53:53', '--json']);
    expect(json<TraceResult>(terminal).ambiguous).toBe(true);
  });

  it('trace finds what is no VM’s where a bridge has learned it', async () => {
    const { exitCode, terminal } = await run(['trace', '192.168.1.6']);
    expect([exitCode, terminal.said]).toEqual([0, '']);
    expect(terminal.text).toMatch(/^br0 › enp3s0 › 00:11:32:8e:4f:27 \(192\.168\.1\.6, learned .+\)$/);
    const asJson = await run(['trace', '00:11:32:8e:4f:27', '--json']);
    expect(asJson.exitCode).toBe(0);
    expect(json<TraceResult>(asJson.terminal)).toMatchObject({
      paths: [],
      seen: [{ bridge: 'br0', port: 'enp3s0', ip: '192.168.1.6', source: 'arp', age: expect.any(Number) }],
    });
  });

  it('explain follows the packets of a vNIC to the first hop that is broken', async () => {
    const { exitCode, terminal } = await run(['explain', 'it\'s "temp"']);
    expect(exitCode).toBe(1);
    expect(terminal.results.slice(-2)).toEqual([
      '  ✗ vnet21 isn’t connected to any bridge: what the guest sends ends there. (tap-no-bridge)',
      expect.stringContaining('To repair it: Reconnect as libvirt has it on record.'),
    ]);
  });

  it('explain tells of several vNICs the gravest at the top, and exits by it', async () => {
    const { exitCode, terminal } = await run(['explain', 'k3s-3', '--json']);
    expect(exitCode).toBe(1);
    const told = json<{ vnic: string; verdict: string; hops: object[]; others: object[] }>(terminal);
    expect(told).toMatchObject({ query: 'k3s-3', outcome: 'broken', others: [{ outcome: 'ok' }] });
    expect(told.vnic).toMatch(/\/52:54:00:35:02:03$/);
    expect(told.hops.at(-1)).toEqual({
      node: told.vnic,
      step: 'vnic',
      verdict: 'broken',
      findings: expect.arrayContaining(['live-differs-from-saved']),
      say: expect.stringContaining('is unplugged'),
    });
  });

  it('explain exits with 1 where nothing matches, and with 0 where all is well', async () => {
    const none = await run(['explain', 'no-such-vm']);
    expect([none.exitCode, none.terminal.said]).toEqual([1, 'Nothing on this host matches “no-such-vm”.']);
    const well = await run(['explain', 'home-assistant/net0', '--json']);
    expect(well.exitCode).toBe(0);
    expect(json<{ outcome: string }>(well.terminal).outcome).toBe('ok');
  });

  it('macs prints which MAC was learned on which port, and whose it is', async () => {
    const { exitCode, terminal } = await run(['macs', 'br0']);
    expect([exitCode, terminal.said]).toEqual([0, '']);
    expect(terminal.results[0]).toBe('br0');
    const lines = terminal.results.map((line) => line.replace(/ (\d+ \w+ ago|just now) /, ' AGE ').trim());
    expect(lines.map((line) => line.split(/ {2,}/))).toContainEqual([
      'vnet1',
      '52:54:00:10:fe:02',
      'AGE',
      'opnsense net1',
      '192.168.1.1 (gateway)',
    ]);
    expect(lines.map((line) => line.split(/ {2,}/))).toContainEqual([
      'enp3s0',
      'd6:3b:9a:40:72:1e',
      'AGE',
      'unknown, locally administered',
      '192.168.1.71',
    ]);
    expect(terminal.text).not.toContain('br-iot');
    const all = await run(['macs', '--json']);
    const rows = json<Record<string, unknown>[]>(all.terminal);
    expect(new Set(rows.map(({ bridge }) => bridge)).size).toBeGreaterThan(3);
    for (const row of rows)
      expect(Object.keys(row)).toEqual(['bridge', 'port', 'mac', 'vlan', 'age', 'owner', 'ips', 'vendor']);
  });

  it.each([
    ['br1', 'There is no bridge “br1” on this host. Did you mean “br0”?'],
    ['default', '“default” is not a bridge. Did you mean its bridge, “virbr0”?'],
    ['enp3s0', '“enp3s0” is not a bridge. Did you mean its bridge, “br0”?'],
    ['nowhere', 'There is no bridge “nowhere” on this host. “patchbay graph” lists its bridges.'],
  ])('macs %s names no bridge', async (name, words) => {
    const { exitCode, terminal } = await run(['macs', name, '--json']);
    expect([exitCode, terminal.results]).toEqual([1, []]);
    expect(terminal.said).toContain(words);
  });

  it('trace exits with 1 when nothing matches', async () => {
    const { exitCode, terminal } = await run(['trace', 'nobody']);
    expect([exitCode, terminal.results]).toEqual([1, []]);
    const asJson = await run(['trace', 'nobody', '--json']);
    expect(asJson.exitCode).toBe(1);
    expect(json<TraceResult>(asJson.terminal)).toEqual({
      query: 'nobody',
      paths: [],
      ambiguous: false,
      seen: [],
    });
  });

  it('link of what no VM is behind sets the host’s own end', async () => {
    const { exitCode, terminal } = await run(['link', 'tap-spare', 'down', '--yes', '--json']);
    expect(exitCode).toBe(0);
    expect(json<ApplyResult>(terminal).steps.map(({ command }) => command)).toEqual([
      'ip link set dev tap-spare down',
    ]);
    const kept = await run(['link', 'tap-spare', 'down', '--yes', '--persist', 'both']);
    expect([kept.exitCode, kept.terminal.said]).toEqual([
      1,
      expect.stringContaining('so its state can’t be saved in a VM'),
    ]);
  });

  it.each([
    [['link', 'tap-spare', 'up'], 'tap-spare is already enabled.'],
    [['link', 'vnet5', 'up'], 'is already plugged in.'],
    [['unplug', 'tap-spare'], 'tap-spare is not connected to any bridge.'],
  ])('%j finds it so already, and exits with 0', async (args, words) => {
    const { exitCode, terminal } = await run([...args, '--yes']);
    expect([exitCode, terminal.said]).toEqual([0, '']);
    expect(terminal.text).toContain(words);
    const asJson = await run([...args, '--yes', '--json']);
    expect(asJson.exitCode).toBe(0);
    expect(json<Planned>(asJson.terminal)).toMatchObject({ ok: false, refusal: { already: true } });
  });

  it('a dry run prints the plan and changes nothing', async () => {
    const { exitCode, terminal } = await run(['move', 'vnet5', 'br-iot', '--dry-run', '--persist', 'now']);
    expect(exitCode).toBe(0);
    expect(terminal.results[0]).toContain('pihole');
    expect(terminal.text).toContain('virsh -c qemu:///system update-device');
    expect(terminal.results).toContain('Lasts: immediate; lost when the VM shuts down or the host reboots');
    expect(terminal.text).toContain('Undo:');
    // A here-document ends at a line that is its delimiter and nothing else.
    expect(terminal.results).toContain('EOF');
    const planned = await run(['move', 'vnet5', 'br-iot', '--dry-run', '--json']);
    expect(json<Planned>(planned.terminal)).toMatchObject({ ok: true, plan: { lasts: 'both' } });
  });

  it('a plan for a loose TAP speaks of no VM', async () => {
    const { terminal } = await run(['move', 'tap-spare', 'br0', '--dry-run']);
    expect(terminal.results).toContain('Lasts: immediate; lost at reboot');
  });

  it.each([
    ['move', 'pihole/52:54:00:53:53:53', 'br-iot'],
    ['move', 'tap-spare', 'br0'],
    ['move', '52:54:00:be:05:05', 'br-iot'],
    ['attach', 'builder', 'br0', '--model', 'e1000', '--mac', '52:54:00:00:00:99'],
    ['unplug', 'vnet5'],
    ['link', 'vnet5', 'down', '--persist', 'both'],
    ['detach', 'vnet5'],
  ])('%s %s is done when a fresh read shows it', async (...args) => {
    const { exitCode, terminal } = await run([...args, '--yes', '--json']);
    expect(json<ApplyResult>(terminal).outcome).toBe('done');
    expect(exitCode).toBe(0);
  });

  it('asks, and changes nothing without a yes', async () => {
    const { exitCode, terminal } = await run(['unplug', 'vnet5'], new FakeTerminal(false));
    expect(terminal.questions).toEqual(['Apply?']);
    expect(terminal.text).toContain('ip link set dev vnet5 nomaster');
    expect(terminal.said).toContain('Nothing was changed');
    expect(exitCode).toBe(1);
  });

  it('asks, and applies after a yes; the result alone is on stdout with --json', async () => {
    const { exitCode, terminal } = await run(['unplug', 'vnet5', '--json'], new FakeTerminal(true));
    expect(exitCode).toBe(0);
    expect(json<ApplyResult>(terminal).outcome).toBe('done');
    expect(terminal.said).toContain('ip link set dev vnet5 nomaster');
  });

  it('refuses to edit where nobody can be asked', async () => {
    const { exitCode, terminal } = await run(['unplug', 'vnet5']);
    expect([exitCode, terminal.questions, terminal.results]).toEqual([1, [], []]);
    expect(terminal.said).toContain('--yes');
  });

  it('tells why an edit cannot be made', async () => {
    const { exitCode, terminal } = await run(['move', 'vnet5', 'enp3s0', '--yes']);
    expect(exitCode).toBe(1);
    expect(terminal.said).toContain('enp3s0 is not a bridge or a network');
    const asJson = await run(['move', 'vnet5', 'enp3s0', '--yes', '--json']);
    expect(json<Planned>(asJson.terminal).ok).toBe(false);
    const unknown = await run(['move', 'nobody', 'br0', '--yes']);
    expect([unknown.exitCode, unknown.terminal.results]).toEqual([1, []]);
  });

  it('cancels at Ctrl-C what a guest does not answer, and says that nothing was changed', async () => {
    const terminal = new FakeTerminal(true, (note, interrupt) => {
      if (note.includes('while the VM runs …')) setTimeout(interrupt, 100);
    });
    const { exitCode } = await run(['detach', 'windows-xp/net0'], terminal);
    expect(exitCode).toBe(130);
    expect(terminal.said).toContain('Cancelled');
  });
});

describe('a capture', () => {
  let directory = '';
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'patchbay-cli-'));
  });
  afterAll(() => rm(directory, { recursive: true }));

  it('shows elsewhere what the host showed, and cannot be edited', async () => {
    const file = join(directory, 'lab.json');
    expect((await run(['capture', file])).exitCode).toBe(0);
    const elsewhere = async (...args: string[]) => {
      const terminal = new FakeTerminal();
      const exitCode = await runCli([...args, '--host', `replay:${file}`], terminal);
      return { exitCode, terminal };
    };
    const here = await run(['graph']);
    expect((await elsewhere('graph')).terminal.results).toEqual(here.terminal.results);
    const edited = await elsewhere('unplug', 'vnet5', '--yes');
    expect(edited.exitCode).toBe(1);
    expect(edited.terminal.said).toContain('capture');
  });

  it('goes to stdout for “-”, and is the same there', async () => {
    const { exitCode, terminal } = await run(['capture', '-']);
    expect([exitCode, terminal.said]).toEqual([
      0,
      'Everything was read and is in what was printed. Open it with --host replay:FILE',
    ]);
    const file = join(directory, 'printed.json');
    await writeFile(file, terminal.text);
    const replayed = new FakeTerminal();
    expect(await runCli(['graph', '--host', `replay:${file}`], replayed)).toBe(0);
    expect(replayed.results).toEqual((await run(['graph'])).terminal.results);
  });

  it('is not printed on a terminal', async () => {
    const terminal = new FakeTerminal();
    terminal.outIsTerminal = true;
    const { exitCode } = await run(['capture', '-'], terminal);
    expect([exitCode, terminal.results]).toEqual([1, []]);
    expect(terminal.said).toContain('A capture is not printed on a terminal. Write it to a file');
  });

  it('of links that could not be read lets no edit look for them', async () => {
    const file = join(directory, 'blind.json');
    await run(['capture', file]);
    const captured = JSON.parse(await readFile(file, 'utf8')) as Capture;
    const answers = captured.answers.map((answer) =>
      answer.argv.join(' ') === 'ip -j -d -s link show'
        ? { ...answer, outcome: { kind: 'missing', program: 'ip' } }
        : answer,
    );
    await writeFile(file, JSON.stringify({ ...captured, answers }));
    const terminal = new FakeTerminal();
    expect(await runCli(['unplug', 'vnet5', '--yes', '--host', `replay:${file}`], terminal)).toBe(1);
    expect(terminal.said).toContain('links of this host could not be read');
  });

  it('that is not there is told', async () => {
    const terminal = new FakeTerminal();
    expect(await runCli(['graph', '--host', `replay:${join(directory, 'none.json')}`], terminal)).toBe(1);
    expect(terminal.said).toContain('none.json');
  });
});

describe('whatever the host', () => {
  it('an unknown one is told', async () => {
    const terminal = new FakeTerminal();
    expect(await runCli(['graph', '--host', 'mars'], terminal)).toBe(1);
    expect(terminal.said).toContain('mars');
  });

  it('what is not understood exits with 2, and says where help is', async () => {
    const terminal = new FakeTerminal();
    expect(await runCli(['move', '--frob'], terminal)).toBe(2);
    expect(terminal.said).toContain('patchbay help move');
    expect(terminal.results).toEqual([]);
  });

  it('no command at all exits with 2, and says which there are', async () => {
    const terminal = new FakeTerminal();
    expect(await runCli([], terminal)).toBe(2);
    expect(terminal.results).toEqual([]);
    for (const name of commandNames) expect(terminal.said).toContain(`\n  ${name}`);
  });

  it('a host’s name that is nearly one is asked about', async () => {
    const terminal = new FakeTerminal();
    expect(await runCli(['graph', '--host', 'lcoal'], terminal)).toBe(1);
    expect(terminal.said).toContain('There is no host called “lcoal”. Did you mean “local”?');
  });

  it('help goes to stdout', async () => {
    const terminal = new FakeTerminal();
    expect(await runCli(['--help'], terminal)).toBe(0);
    expect(terminal.text).toContain('trace WHAT');
  });
});
