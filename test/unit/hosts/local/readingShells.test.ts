import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Host } from '#electron/hosts/host.ts';
import { localHost } from '#electron/hosts/local/local.ts';

/** Stands for ip, bridge and grep: does what its second word says. */
const STAND_IN = `#!/bin/sh
case $2 in
  who) echo "$PPID" ;;
  words) shift 2; for word; do printf '<%s>' "$word"; done ;;
  input) cat ;;
  fails) echo out; echo err >&2; exit 3 ;;
  where) pwd; echo "$LC_ALL" ;;
  hangs) echo begun; exec sleep 600 ;;
  deaf) trap '' TERM; echo $$ >"$3"; while :; do sleep 1; done ;;
  much) head -c 100000 /dev/zero ;;
  dies) kill -SEGV $$ ;;
  *) echo "$@" ;;
esac
`;

let folder: string;
let host: Host;
const path = process.env.PATH;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'patchbay-shells-'));
  for (const name of ['ip', 'bridge', 'grep', 'find', 'lsns', 'ss']) {
    await writeFile(join(folder, name), STAND_IN);
    await chmod(join(folder, name), 0o755);
  }
  process.env.PATH = `${folder}:${path}`;
  host = localHost();
});

afterEach(async () => {
  await host.close();
  process.env.PATH = path;
  await rm(folder, { recursive: true });
});

const limits = { timeoutMs: 20_000 };
const ip = (...words: string[]) => host.run({ argv: ['ip', '-j', ...words] }, limits);
const printed = async (asked: ReturnType<Host['run']>) => {
  const outcome = await asked;
  return outcome.kind === 'exited' ? outcome.stdout : outcome;
};

test('what reads the kernel is run by one shell, and an edit by Patchbay itself', async () => {
  const [link, addr] = await Promise.all([printed(ip('who')), printed(ip('who'))]);
  expect(link).toBe(addr);
  expect(link).not.toBe(`${process.pid}\n`);
  expect(await printed(host.run({ argv: ['bridge', '-j', 'who'] }, limits))).toBe(link);
  expect(await printed(host.run({ argv: ['ip', 'link', 'who'] }, limits))).toBe(`${process.pid}\n`);
  expect(await printed(host.run({ argv: ['ip', '-j', 'input'], stdin: 'given' }, limits))).toBe('given');
});

test('what may take long has a shell to itself, and holds up nobody', async () => {
  const hanging = host.run({ argv: ['grep', '', 'hangs'] }, { timeoutMs: 1500 });
  expect(await printed(host.run({ argv: ['grep', '', 'words', 'a'] }, limits))).toBe('<a>');
  expect(await hanging).toEqual({ kind: 'timed-out', afterMs: 1500, stdout: 'begun\n', stderr: '' });
});

test('more at once than there are shells are run all the same', async () => {
  const all = Array.from({ length: 12 }, (_, at) =>
    printed(host.run({ argv: ['find', '', 'words', String(at)] }, limits)),
  );
  expect(await Promise.all(all)).toEqual(all.map((_, at) => `<${at}>`));
});

test('words reach the program as they are, from the root folder and with English words', async () => {
  expect(await printed(ip('words', '$HOME', "it's", '', 'two\nlines', '*', '"', '-n'))).toBe(
    '<$HOME><it\'s><><two\nlines><*><"><-n>',
  );
  expect(await printed(ip('where'))).toBe('/\nC.UTF-8\n');
});

test('how it ended is told as of any other command', async () => {
  expect(await ip('fails')).toEqual({ kind: 'exited', exitCode: 3, stdout: 'out\n', stderr: 'err\n' });
  expect(await ip('dies')).toEqual({ kind: 'failed', message: 'ip was ended by the signal SIGSEGV.' });
  expect(await host.run({ argv: ['ip', '-j', 'much'] }, { ...limits, maxBytes: 1000 })).toEqual({
    kind: 'too-much-output',
    limitBytes: 1000,
  });
});

test('a program that is not there is missing', async () => {
  process.env.PATH = `${folder}/none`;
  const bare = localHost();
  // The shell itself is found by nobody then, either.
  expect(await bare.run({ argv: ['virsh', '-r', 'list'] }, limits)).toEqual({
    kind: 'missing',
    program: 'virsh',
  });
  await bare.close();
});

test('one that hangs is ended in its time; those behind it are answered', async () => {
  const hanging = host.run({ argv: ['ip', '-j', 'hangs'] }, { timeoutMs: 500 });
  const behind = ip('words', 'b');
  expect(await hanging).toMatchObject({ kind: 'timed-out', afterMs: 500, stdout: 'begun\n' });
  expect(await printed(behind)).toBe('<b>');
});

test('one that minds no signal is ended too', async () => {
  const mark = join(folder, 'pid');
  const began = performance.now();
  expect(await host.run({ argv: ['ip', '-j', 'deaf', mark] }, { timeoutMs: 500 })).toMatchObject({
    kind: 'timed-out',
  });
  expect(performance.now() - began).toBeLessThan(15_000);
  expect(await printed(ip('words', 'after'))).toBe('<after>');
});

test('a cancelled one is ended, and one that waits is cancelled at once', async () => {
  const [running, waiting] = [new AbortController(), new AbortController()];
  const first = host.run({ argv: ['ip', '-j', 'hangs'] }, { ...limits, signal: running.signal });
  const second = host.run({ argv: ['ip', '-j', 'hangs'] }, { ...limits, signal: waiting.signal });
  waiting.abort();
  expect(await second).toEqual({ kind: 'cancelled' });
  running.abort();
  expect(await first).toEqual({ kind: 'cancelled' });
  expect(await printed(ip('words', 'after'))).toBe('<after>');
});

test('closing the host ends what its shells are at', async () => {
  const hanging = host.run({ argv: ['ip', '-j', 'hangs'] }, limits);
  await printed(host.run({ argv: ['grep', '', 'words', 'a'] }, limits));
  await host.close();
  expect(await hanging).toEqual({ kind: 'cancelled' });
});
