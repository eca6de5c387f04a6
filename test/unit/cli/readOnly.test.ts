import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runCli } from '#electron/cli/cli.ts';
import { type CommandName, commandNames, shapeOf } from '#electron/cli/command.ts';
import { FakeTerminal } from './fakeTerminal.ts';

// Some read a host at its real pace, on machines that may be busy.
vi.setConfig({ testTimeout: 30_000 });

let config: string;

beforeEach(async () => {
  config = await mkdtemp(join(tmpdir(), 'patchbay-cli-locked-'));
  vi.stubEnv('XDG_CONFIG_HOME', config);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(config, { recursive: true });
});

/** Words with which each command that edits would be done on the demo host. */
const edits: Partial<Record<CommandName, string[]>> = {
  move: ['vnet5', 'br-iot'],
  attach: ['builder', 'br0'],
  detach: ['vnet5'],
  unplug: ['vnet5'],
  link: ['vnet5', 'down'],
};
const editing = commandNames.filter((name) => shapeOf(name).options.includes('yes'));

async function run(args: readonly string[], terminal = new FakeTerminal(true)) {
  return { exitCode: await runCli([...args, '--host', 'demo'], terminal), terminal };
}

async function keep(text: string) {
  await mkdir(join(config, 'patchbay'));
  await writeFile(join(config, 'patchbay/read-only.json'), text);
}

describe('an edit is refused before anything is asked or read', () => {
  it.each(editing)('%s with --read-only', async (name) => {
    const { exitCode, terminal } = await run([name, ...(edits[name] ?? []), '--yes', '--read-only']);
    expect([exitCode, terminal.results, terminal.questions]).toEqual([1, [], []]);
    expect(terminal.said).toContain('Patchbay was started with --read-only');
  });

  it.each(editing)('%s while the user has locked Patchbay', async (name) => {
    await keep('{"version":1,"locked":true}');
    const { exitCode, terminal } = await run([name, ...(edits[name] ?? [])]);
    expect([exitCode, terminal.results, terminal.questions]).toEqual([1, [], []]);
    expect(terminal.said).toContain('Click the lock in the toolbar');
  });

  it('when the lock can’t be understood, which is told', async () => {
    await keep('broken');
    const { exitCode, terminal } = await run(['unplug', 'vnet5', '--yes']);
    expect(exitCode).toBe(1);
    expect(terminal.said).toContain('read-only.json could not be understood');
  });

  it('by the engine, when it was locked while the user thought about the plan', async () => {
    const terminal = new FakeTerminal(true);
    terminal.confirm = async () => {
      await keep('{"version":1,"locked":true}');
      return true;
    };
    const { exitCode } = await run(['unplug', 'vnet5'], terminal);
    expect(exitCode).toBe(1);
    expect(terminal.said).toContain('Read-only: unlock in the toolbar to edit.');
  });
});

describe('looking goes on', () => {
  it('at what an edit would do', async () => {
    const { exitCode, terminal } = await run(['unplug', 'vnet5', '--dry-run', '--read-only']);
    expect(exitCode).toBe(0);
    expect(terminal.text).toContain('ip link set dev vnet5 nomaster');
  });

  it('at the host', async () => {
    await keep('{"version":1,"locked":true}');
    expect((await run(['graph', '--read-only'])).exitCode).toBe(0);
  });

  it('with --read-only at every command that opens a host, so that a script can say it always', () => {
    const opening = commandNames.filter((name) => shapeOf(name).options.includes('host'));
    expect(opening.length).toBeGreaterThan(8);
    for (const name of opening) expect(shapeOf(name).options).toContain('read-only');
  });
});
