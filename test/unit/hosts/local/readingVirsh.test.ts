import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Host, RunLimits } from '#electron/hosts/host.ts';
import { localHost } from '#electron/hosts/local/local.ts';
import { SYSTEM_URI } from '#shared/host/libvirtUri.ts';
import { batchScript } from '#shared/parse/virshBatch.ts';

/**
 * Stands for virsh: what it is told is close enough to sh. Without a script it prints its prompt and each line before it
 * runs it, as virsh(1) does where its input is no terminal.
 */
const STAND_IN = `#!/bin/sh
echo() { if [ "$1" = --err ]; then printf 'error: %s\\n' "$2" >&2; else printf %s "$*"; fi; }
who() { echo $$; }
fails() { printf 'error: no domain %s\\n' "$1" >&2; }
lost() { printf 'error: Disconnected from qemu:///system due to end of file\\n' >&2; }
hangs() { echo begun; sleep 600 & wait; }
much() { head -c 100000 /dev/zero; }
dies() { kill -KILL $$; }
history() { echo "$INPUTRC $XDG_CACHE_HOME"; }
printf 'started %s\\n' "$*" >>"$STARTS"
if [ $# -eq 5 ]; then eval "$5"; exit 0; fi
[ -z "$OLD" ] || echo() { case $1 in --err) printf "error: command 'echo' doesn't support option --err\\n" >&2;; *) printf %s "$*";; esac; }
printf 'virsh > '
while IFS= read -r line; do
  printf '%s\\n' "$line"
  line=\${line#*200~} line=\${line%?[201~}
  eval "$line"
  printf 'virsh > '
done
`;

let folder: string;
let host: Host;
const { PATH: path } = process.env;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'patchbay-virsh-'));
  await writeFile(join(folder, 'virsh'), STAND_IN);
  await chmod(join(folder, 'virsh'), 0o755);
  Object.assign(process.env, { PATH: `${folder}:${path}`, STARTS: join(folder, 'starts') });
  host = localHost();
});

afterEach(async () => {
  await host.close();
  for (const name of ['STARTS', 'OLD']) delete process.env[name];
  process.env.PATH = path;
  await rm(folder, { recursive: true });
});

const limits: RunLimits = { timeoutMs: 20_000 };

const ask = (script: readonly (readonly string[])[], how = limits, words = ['-r', '-q', '-c', SYSTEM_URI]) =>
  host.run({ argv: ['virsh', ...words, batchScript(script, 'abc')] }, how);

const between = '[patchbay abc 0]';
const behind = '[patchbay abc 1]';

/** Processes of virsh that were started so far. */
async function starts(): Promise<number> {
  return (await readFile(join(folder, 'starts'), 'utf8')).split('started').length - 1;
}

/** Asks until a virsh that stays has answered; its process. */
async function staying(): Promise<string> {
  for (;;) {
    const before = await starts().catch(() => 0);
    const outcome = await ask([['who']]);
    if (outcome.kind === 'exited' && (await starts()) === before)
      return outcome.stdout.replace(between, '').replace(behind, '');
  }
}

test('one virsh stays and is told the scripts; the first does not wait for it', async () => {
  const process = await staying();
  expect(await ask([['who']])).toEqual({
    kind: 'exited',
    exitCode: 0,
    stdout: `${between}${process}${behind}`,
    stderr: '',
  });
  expect(await ask([['fails', 'web 01'], ['who']])).toEqual({
    kind: 'exited',
    exitCode: 0,
    stdout: `${between}${behind}${process}[patchbay abc 2]`,
    stderr: 'error: no domain web 01\n',
  });
  expect(await ask([['who']])).toMatchObject({ stderr: '' });
  expect(await starts()).toBe(2);
});

test('it has no keys and no history of the user’s', async () => {
  await staying();
  expect(await ask([['history']])).toMatchObject({ stdout: `${between}/dev/null /dev/null${behind}` });
});

test.each([
  ['may change something', ['-q', '-c', SYSTEM_URI]],
  ['asks the user’s own libvirt', ['-r', '-q', '-c', 'qemu:///session']],
])('what %s is started for itself', async (_, words) => {
  await ask([['who']], limits, words);
  await ask([['who']], limits, words);
  expect(await starts()).toBe(2);
});

test('a word that is not ASCII is told to a virsh of its own', async () => {
  await staying();
  const before = await starts();
  expect(await ask([['echo', 'Köln']])).toMatchObject({ stdout: `${between}Köln${behind}` });
  expect(await starts()).toBe(before + 1);
});

test('two at once are both answered', async () => {
  await staying();
  const both = await Promise.all([ask([['echo', 'one']]), ask([['echo', 'two']])]);
  expect(both).toMatchObject([{ stdout: `${between}one${behind}` }, { stdout: `${between}two${behind}` }]);
});

test.each([['lost'], ['dies']])(
  'where it is %s, the same is asked of one that is started for it',
  async (word) => {
    const process = await staying();
    const outcome = await ask([[word], ['who']]);
    expect(outcome).not.toMatchObject({ stdout: expect.stringContaining(process) });
    expect(await ask([['echo', 'on']])).toMatchObject({ stdout: `${between}on${behind}` });
  },
);

test('what takes too long, or is no longer wanted, is ended, and tells what it printed', async () => {
  await staying();
  expect(await ask([['hangs']], { timeoutMs: 300 })).toEqual({
    kind: 'timed-out',
    afterMs: 300,
    stdout: `${between}begun`,
    stderr: '',
  });
  await host.close();
  host = localHost();
  await staying();
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 100);
  expect(await ask([['hangs']], { ...limits, signal: controller.signal })).toEqual({ kind: 'cancelled' });
});

test('more than may be held is not held', async () => {
  await staying();
  expect(await ask([['much']], { ...limits, maxBytes: 50_000 })).toEqual({
    kind: 'too-much-output',
    limitBytes: 50_000,
  });
});

test('a virsh whose echo knows no --err is not asked to stay', async () => {
  process.env.OLD = '1';
  const { pid } = process;
  for (let times = 0; times < 4; times += 1)
    expect(await ask([['echo', `${pid}`]])).toMatchObject({ exitCode: 0 });
  expect(await starts()).toBe(5);
});

test('it ends with the host', async () => {
  const process = await staying();
  await host.close();
  await expect(readFile(`/proc/${process}/stat`)).rejects.toThrow();
});
