import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runCli } from '#electron/cli/cli.ts';
import { tellingHost } from '#electron/cli/verbose.ts';
import { localHost } from '#electron/hosts/local/local.ts';
import type { RunOutcome } from '#shared/host/command.ts';
import { FakeTerminal } from './fakeTerminal.ts';

vi.setConfig({ testTimeout: 30_000 });

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'patchbay-verbose-'));
  vi.stubEnv('XDG_CONFIG_HOME', folder);
  vi.stubEnv('PATCHBAY_PATIENCE', '');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

async function run(...args: string[]) {
  const terminal = new FakeTerminal();
  return { exitCode: await runCli(args, terminal), terminal };
}

describe('--verbose', () => {
  it('tells each command and how it ended, and leaves stdout alone', async () => {
    const quiet = await run('graph', '--json', '--host', 'demo');
    const { exitCode, terminal } = await run('graph', '--json', '--host', 'demo', '--verbose');
    expect(exitCode).toBe(0);
    expect(terminal.notes).toContainEqual(
      expect.stringMatching(/^ip -j -d -s link show {2}# exit code 0, \d+ ms$/),
    );
    expect(terminal.notes).toContainEqual(expect.stringMatching(/^virsh .* # exit code 0, \d+ ms$/));
    expect(quiet.terminal.notes).toEqual([]);
    const nodes = (text: string) => JSON.parse(text).nodes;
    expect(nodes(terminal.text)).toEqual(nodes(quiet.terminal.text));
  });

  it('tells nothing of what a command reads on its input', async () => {
    const mac = '52:54:00:00:00:99';
    const { exitCode, terminal } = await run(
      ...['attach', 'builder', 'br0', '--mac', mac, '--yes', '--json', '--host', 'demo', '--verbose'],
    );
    expect(exitCode).toBe(0);
    expect(terminal.notes).toContainEqual(expect.stringMatching(/attach-device .*; its input is not shown$/));
    expect(terminal.said).not.toContain(mac);
    expect(terminal.said).not.toContain('<interface');
  });

  it('tells where the settings of this machine are, and which libvirt is asked', async () => {
    const bin = join(folder, 'bin');
    await mkdir(bin);
    for (const program of ['ip', 'bridge', 'virsh']) {
      await writeFile(join(bin, program), '#!/bin/sh\nexit 3\n');
      await chmod(join(bin, program), 0o755);
    }
    vi.stubEnv('PATH', `${bin}:${process.env.PATH}`);
    const uri = 'qemu:///system?socket=/x/libvirt-sock';
    const { terminal } = await run('graph', '--verbose', '-c', uri);
    const path = join(folder, 'patchbay/settings.json');
    expect(terminal.notes.slice(0, 3)).toEqual([
      `# settings: ${path} (no such file: the defaults)`,
      '# patience: 1',
      `# libvirt: ${uri}`,
    ]);
    const read = process.getuid?.() === 0 ? uri : `${uri}-ro`;
    const asked = terminal.notes.filter((note) => note.startsWith('virsh '));
    expect(asked.length).toBeGreaterThan(0);
    for (const note of asked) expect(note).toMatch(/ # exit code 3, \d+ ms$/);
    for (const note of asked) expect(note).toContain(` '${read}' `);
    await mkdir(join(folder, 'patchbay'));
    await writeFile(path, '{"version":1,"theme":"system","pollMs":2000,"patience":2}');
    expect((await run('graph', '--verbose')).terminal.notes.slice(0, 2)).toEqual([
      `# settings: ${path}`,
      '# patience: 2',
    ]);
    vi.stubEnv('PATCHBAY_PATIENCE', '4');
    expect((await run('graph', '--verbose')).terminal.notes[1]).toBe('# patience: 4 by PATCHBAY_PATIENCE');
  });
});

describe('a host that tells', () => {
  async function told(argv: readonly [string, ...string[]], timeoutMs = 5000, stdin?: string) {
    const terminal = new FakeTerminal();
    const host = tellingHost(localHost(), terminal);
    const outcome: RunOutcome = await host.run(
      { argv, ...(stdin === undefined ? {} : { stdin }) },
      { timeoutMs },
    );
    await host.close();
    return { outcome, notes: terminal.notes };
  }

  it.each([
    [['true'], 5000, /^true {2}# exit code 0, \d+ ms$/],
    [['false'], 5000, /^false {2}# exit code 1, \d+ ms$/],
    [['sleep', '9'], 50, /^sleep 9 {2}# timed out after 0.05 s, \d+ ms$/],
    [['/no/such'], 5000, /^\/no\/such {2}# not installed, \d+ ms$/],
    [['/'], 5000, /^\/ {2}# not permitted: .*, \d+ ms$/],
  ] as const)('tells how %j ended', async (argv, timeoutMs, line) => {
    const { notes } = await told(argv, timeoutMs);
    expect(notes).toEqual([expect.stringMatching(line)]);
  });

  it('tells a line that runs the same in a shell, whatever is in it', async () => {
    const argv = ['printf', '%s|', "it's", '$(id)', 'a b', 'two\nlines', '\u001b[31m', '#'] as const;
    const { outcome, notes } = await told(argv);
    const again = execFileSync('sh', ['-c', notes.join('\n')], { encoding: 'utf8' });
    expect(outcome).toMatchObject({ kind: 'exited', stdout: again });
    expect(notes.join('')).not.toContain('\u001b');
  });

  it('does not tell what is written to a command', async () => {
    const { outcome, notes } = await told(['cat'], 5000, 'a secret');
    expect(outcome).toMatchObject({ stdout: 'a secret' });
    expect(notes).toEqual([expect.stringMatching(/^cat {2}# exit code 0, \d+ ms; its input is not shown$/)]);
  });

  it('tells when what goes on begins and ends, and of a talk not a word', async () => {
    const terminal = new FakeTerminal();
    const host = tellingHost(localHost(), terminal);
    const followed = await new Promise((resolve) => {
      const lines: string[] = [];
      host.follow(
        { argv: ['echo', 'x'] },
        (line) => lines.push(line),
        () => resolve(lines),
      );
    });
    expect(followed).toEqual(['x']);
    const answers = await new Promise((resolve) => {
      const lines: string[] = [];
      const talking = host.talk?.(
        { argv: ['cat'] },
        (line) => lines.push(line),
        () => resolve(lines),
      );
      talking?.say('a secret');
      talking?.end();
    });
    expect(answers).toEqual(['a secret']);
    await host.close();
    expect(terminal.notes).toEqual([
      'echo x  # started',
      expect.stringMatching(/^echo x {2}# echo ended with exit code 0, \d+ ms$/),
      'cat  # started; what it is told is not shown',
      expect.stringMatching(/^cat {2}# exit code 0, \d+ ms$/),
    ]);
  });
});
