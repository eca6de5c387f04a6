import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '#electron/cli/cli.ts';
import { resolveCable, resolveTarget, resolveVm } from '#electron/cli/resolve.ts';
import { noteSources } from '#electron/cli/sources.ts';
import type { CapturedAnswer } from '#electron/hosts/capture/format.ts';
import { aBridge, allSources } from '../support/facts.ts';
import { topologyOf } from '../support/graph.ts';
import { FakeTerminal } from './fakeTerminal.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'patchbay-unread-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** What the command says of a capture in which each command of iproute2 ended so. */
async function onHost(
  outcome: Extract<CapturedAnswer, { kind: 'command' }>['outcome'],
  args: readonly string[],
) {
  const asked = ['-j -d -s link show', '-j addr show', '-j route show', '-j -6 route show', '-j neigh show'];
  const answers = asked.map((words) => ({ kind: 'command', argv: ['ip', ...words.split(' ')], outcome }));
  const virsh = { kind: 'command', argv: ['virsh'], outcome: { kind: 'missing', program: 'virsh' } };
  const capture = {
    format: 'patchbay-capture',
    version: 1,
    host: 'local',
    takenAt: '2026-01-01T00:00:00Z',
    answers: [...answers, virsh],
  };
  const file = join(folder, 'host.json');
  await writeFile(file, JSON.stringify(capture));
  const terminal = new FakeTerminal();
  const exitCode = await runCli([...args, '--host', `replay:${file}`], terminal);
  return { exitCode, terminal };
}

const SLOW = { kind: 'timed-out', afterMs: 5000, stdout: '', stderr: '' } as const;

it('a source that a command did not wait for is told of, once it has been read for a while', () => {
  const terminal = new FakeTerminal();
  const sources = allSources({ 'tap-holders': 'pending', 'guest-agent': 'pending' }).map((report) =>
    report.name === 'tap-holders' ? { ...report, readingSince: '2026-01-01T00:00:00.000Z' } : report,
  );
  noteSources({ sources }, terminal);
  expect(terminal.notes).toEqual(['! tap-holders: not read yet. A larger PATCHBAY_PATIENCE waits longer.']);
});

it('a command that reads once promises no second try', async () => {
  const { terminal } = await onHost(SLOW, ['doctor']);
  expect(terminal.said).toContain('ip-link: ip did not answer within 5 s. Try again.');
  expect(terminal.said).not.toContain('Retrying');
});

describe('what is looked for on a host whose links could not be read', () => {
  it('is not known, and the reason is told', async () => {
    const { exitCode, terminal } = await onHost(SLOW, ['trace', 'br0']);
    expect(exitCode).toBe(1);
    expect(terminal.said).toContain(
      'Not known: the links could not be read (ip-link: ip did not answer within 5 s)',
    );
    expect(terminal.said).not.toContain('Nothing on this host');
  });

  it('is not said to have no bridge', async () => {
    const { exitCode, terminal } = await onHost(SLOW, ['macs']);
    expect([exitCode, terminal.results]).toEqual([1, []]);
    expect(terminal.said).toContain('ip-link: ip did not answer');
  });

  it('is said so in JSON', async () => {
    const { exitCode, terminal } = await onHost(SLOW, ['trace', 'br0', '--json']);
    expect(exitCode).toBe(1);
    expect(JSON.parse(terminal.text)).toMatchObject({
      paths: [],
      sources: expect.arrayContaining([expect.objectContaining({ name: 'ip-link', status: 'timed-out' })]),
    });
  });

  it('is not in a capture either, which says so', async () => {
    const { exitCode, terminal } = await onHost(SLOW, ['capture', join(folder, 'again.json')]);
    expect(exitCode).toBe(0);
    expect(terminal.said).toMatch(
      /What could be read is in .*again\.json; ip-link, .* could not, or not whole\./,
    );
    expect(terminal.said).toContain('ip-link: ip did not answer within 5 s');
    const again = new FakeTerminal();
    await runCli(['trace', 'br0', '--host', `replay:${join(folder, 'again.json')}`], again);
    expect(again.said).toContain('Not known: the links could not be read');
  });

  it('is not there where they were read', async () => {
    const empty = { kind: 'exited', exitCode: 0, stdout: '[]\n', stderr: '' } as const;
    const { terminal } = await onHost(empty, ['trace', 'br0']);
    expect(terminal.said).not.toContain('Not known: the links');
  });

  it('is told on one line each, and without a stack trace, whatever a capture holds', async () => {
    const deep = '['.repeat(8000) + ']'.repeat(8000);
    for (const stdout of [
      deep,
      `[${'{"a":'.repeat(5000)}`,
      '{"__proto__":{"ifname":"x"}}',
      'x'.repeat(1_000_000),
    ]) {
      for (const args of [['graph'], ['trace', 'br0']]) {
        const { exitCode, terminal } = await onHost(
          { kind: 'exited', exitCode: 0, stdout, stderr: '' },
          args,
        );
        expect(exitCode).toBe(1);
        expect(terminal.said).not.toMatch(/RangeError|\n\s+at /);
        for (const note of terminal.notes) expect(note.length).toBeLessThan(1000);
      }
    }
  });
});

describe('a name on the command line that nothing has', () => {
  const find = (status: 'ok' | 'timed-out') => {
    const topology = topologyOf({ links: [aBridge('br0')], sources: allSources({ virsh: status }) });
    return [
      () => resolveVm(topology, 'web'),
      () => resolveCable(topology, 'vnet7'),
      () => resolveTarget(topology, 'lan'),
    ];
  };

  it('is nothing of this host where all was read, and not known where it was not', () => {
    for (const resolve of find('ok')) expect(resolve).toThrow(/^There is no .* on this host\.$/);
    for (const resolve of find('timed-out'))
      expect(resolve).toThrow(/couldn’t check whether there is .*: the VMs and networks could not be read/);
  });
});
