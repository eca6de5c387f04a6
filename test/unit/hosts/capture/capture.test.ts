import { mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { demoHost } from '#electron/demo/demo.ts';
import { homelab } from '#electron/demo/homelab/homelab.ts';
import { captureTo } from '#electron/engine/capture.ts';
import { Reader } from '#electron/engine/reader.ts';
import { openHost } from '#electron/engine/session/openHost.ts';
import { bareHost } from '#electron/hosts/bareHost.ts';
import type { FollowEnd, Host } from '#electron/hosts/host.ts';
import type { RunOutcome } from '#shared/host/command.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { UserFailure } from '#shared/userFailure.ts';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'patchbay-capture-'));
  file = join(folder, 'host.json');
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const still = () => 1_800_000_000_000;
const inTime = { timeoutMs: 5000 };

/** What was found, without when. */
function facts(snapshot: HostSnapshot): object {
  const { host: _host, takenAt: _takenAt, sources, ...rest } = snapshot;
  return { ...rest, sources: sources.map(({ factsFrom: _factsFrom, ...source }) => source) };
}

function demoWith(answer: (argv: readonly string[]) => RunOutcome | null): Host {
  const demo = demoHost({ pace: 0, clock: still });
  return {
    ...bareHost,
    name: 'local',
    editable: true,
    run: async (command, limits) => answer(command.argv) ?? demo.run(command, limits),
    follow: (...args) => demo.follow(...args),
    close: () => demo.close(),
  };
}

async function failure(promise: Promise<unknown>): Promise<UserFailure> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof UserFailure)) throw new Error(`no failure for the user: ${String(error)}`);
  return error;
}

describe('a capture, opened again', () => {
  it('is read as the host was', async () => {
    const host = demoHost({ pace: 0, clock: still });
    await captureTo(file, host);
    const replay = await openHost(`replay:${file}`);
    const reader = new Reader(replay);
    const [once, twice] = [await reader.read(), await reader.read()];
    expect(facts(once)).toEqual(facts(await new Reader(host).read()));
    expect(facts(twice)).toEqual(facts(once));
    expect(once.host).toBe(`replay:${file}`);
  });

  it('holds names of any kind', async () => {
    const lab = homelab();
    const names = [
      `'; echo x; "`,
      'a\\b # c',
      '<script>alert(1)</script>',
      '--all',
      '[patchbay 0 1]',
      '日本 ☃',
    ];
    const domains = lab.domains.map((domain, index) => ({ ...domain, name: names[index] ?? domain.name }));
    const host = demoHost({ lab: { ...lab, domains }, pace: 0, clock: still });
    await captureTo(file, host);
    const snapshot = await new Reader(await openHost(`replay:${file}`)).read();
    expect(snapshot.domains.map(({ name }) => name)).toEqual(expect.arrayContaining(names));
    expect(facts(snapshot)).toEqual(facts(await new Reader(host).read()));
  });

  it.each<[string, RunOutcome]>([
    ['virsh', { kind: 'missing', program: 'virsh' }],
    ['virsh', { kind: 'timed-out', afterMs: 10_000, stdout: '', stderr: '' }],
    [
      'virsh',
      {
        kind: 'exited',
        exitCode: 1,
        stdout: '',
        stderr:
          "error: failed to connect to the hypervisor\nerror: Failed to connect socket to '/var/run/libvirt/libvirt-sock-ro': Permission denied\n",
      },
    ],
    ['ip', { kind: 'exited', exitCode: 0, stdout: '[{"ifindex":', stderr: '' }],
    ['bridge', { kind: 'denied', program: 'bridge', message: 'EACCES' }],
    ['grep', { kind: 'too-much-output', limitBytes: 100 }],
  ])('tells as the host did what could not be read: %s, %j', async (program, outcome) => {
    const host = demoWith((argv) => (argv[0] === program ? outcome : null));
    await captureTo(file, host);
    const snapshot = await new Reader(await openHost(`replay:${file}`)).read();
    expect(facts(snapshot)).toEqual(facts(await new Reader(host).read()));
    expect(snapshot.sources.every(({ status }) => status === 'ok')).toBe(false);
  });

  it('remembers that libvirt is not installed there', async () => {
    const host = demoWith(() => null);
    await captureTo(file, { ...host, hasNoLibvirt: true });
    expect(await openHost(`replay:${file}`)).toMatchObject({ hasNoLibvirt: true });
    await captureTo(file, host);
    expect(await openHost(`replay:${file}`)).not.toHaveProperty('hasNoLibvirt');
  });

  it('says when it was taken', async () => {
    const { takenAt } = await captureTo(file, demoHost({ pace: 0 }));
    const snapshot = await new Reader(await openHost(`replay:${file}`)).read();
    expect(snapshot.takenAt).toBe(takenAt);
    expect(new Set(snapshot.sources.map(({ factsFrom }) => factsFrom))).toEqual(new Set([takenAt]));
  });

  it('refuses edits, and says why', async () => {
    await captureTo(file, demoHost({ pace: 0 }));
    const replay = await openHost(`replay:${file}`);
    expect(replay.editable).toBe(false);
    for (const command of [
      { argv: ['ip', 'link', 'set', 'dev', 'vnet3', 'nomaster'] },
      {
        argv: ['virsh', '-c', 'qemu:///system', 'update-device', 'x', '/dev/stdin', '--live'],
        stdin: '<interface/>',
      },
    ] as const)
      expect(await replay.run(command, inTime)).toMatchObject({
        kind: 'not-captured',
        message: expect.stringContaining('nothing on it can be changed'),
      });
  });

  it('has nothing to tell by itself, until it is closed', async () => {
    await captureTo(file, demoHost({ pace: 0 }));
    const replay = await openHost(`replay:${file}`);
    const ends: FollowEnd[] = [];
    replay.follow(
      { argv: ['ip', 'monitor'] },
      () => ends.push({ kind: 'failed', message: 'a line' }),
      (end) => ends.push(end),
    );
    await replay.close();
    expect(ends).toEqual([{ kind: 'stopped', message: '' }]);
  });
});

describe('the file of a capture', () => {
  it("replaces an older one whole, leaves nothing else behind, and is its owner's alone", async () => {
    await writeFile(file, 'older');
    await captureTo(file, demoHost({ pace: 0 }));
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({
      format: 'patchbay-capture',
      version: 1,
      host: 'demo',
    });
    expect(await readdir(folder)).toEqual(['host.json']);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('that cannot be written is told', async () => {
    const { message, advice } = await failure(
      captureTo(join(folder, 'no', 'such', 'folder.json'), demoHost({ pace: 0 })),
    );
    expect(message).toContain('folder.json could not be written (the folder is not there');
    expect(advice).toContain('folder');
  });

  it.each<[string, string, RegExp]>([
    ['nothing', '', /it is not JSON/],
    ['a part of one', '{"format":"patchbay-capture","ver', /or only part of one/],
    ['another JSON file', '{"name":"patchbay"}', /is not a Patchbay capture/],
    ['a list', '[]', /is not a Patchbay capture/],
    ['null', 'null', /is not a Patchbay capture/],
    [
      'one of a later version',
      '{"format":"patchbay-capture","version":7}',
      /another version of Patchbay \(its format is 7,/,
    ],
    ['one without a version', '{"format":"patchbay-capture"}', /another version/],
    [
      'a damaged one',
      '{"format":"patchbay-capture","version":1,"host":"local","takenAt":"2026-11-20T10:00:00Z","answers":[{"kind":"command","argv":[],"outcome":{"kind":"missing","program":"ip"}}]}',
      /damaged at answers\[0\]\.argv/,
    ],
  ])('that is %s is told', async (_, text, message) => {
    await writeFile(file, text);
    const told = await failure(openHost(`replay:${file}`));
    expect(told.message).toMatch(message);
    expect(told.message).toContain(file);
    expect(told.advice).not.toBe('');
  });

  it('that is huge is not even read', async () => {
    await writeFile(file, '');
    await truncate(file, 300 * 1024 * 1024);
    expect((await failure(openHost(`replay:${file}`))).message).toContain('larger than any capture');
  });

  it('that is not there, or no file, is told', async () => {
    expect((await failure(openHost(`replay:${file}`))).message).toBe(`There is no file ${file}.`);
    expect((await failure(openHost(`replay:${folder}`))).message).toContain(
      'could not be read (it is a folder, EISDIR)',
    );
  });

  it.each(['', 'replay:', 'elsewhere'])('there is no host %j', async (name) => {
    const { message, advice } = await failure(openHost(name));
    expect(message).toBe(`There is no host called “${name}”.`);
    expect(advice).toContain('replay:FILE');
  });
});
