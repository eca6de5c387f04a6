import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { socketPath } from '#shared/wire.ts';

const execute = promisify(execFile);
const root = join(import.meta.dirname, '../..');
const readme = await readFile(join(root, 'README.md'), 'utf8');
const commands = [...readme.matchAll(/```sh\n([^`]*)```/g)].flatMap(([, block = '']) =>
  block.trim().split('\n'),
);

/** The commands that go on until they are ended. */
const serving = commands.filter((command) => command === 'npm start' || command.includes(' serve '));
/** `npm test` is what runs this test. */
const short = commands.filter((command) => !serving.includes(command) && command !== 'npm test');

let elsewhere: string;
beforeAll(async () => {
  elsewhere = await mkdtemp(join(tmpdir(), 'patchbay-readme-'));
});
afterAll(() => rm(elsewhere, { recursive: true, force: true }));

/** npm's arguments for a README command, so that what it writes lands in a folder that is thrown away. */
function npmArgs(command: string): string[] {
  const [npm, ...args] = command.split(' ');
  if (npm !== 'npm') throw new Error(`The README has a command that this test can’t run: ${command}`);
  // Packs where it is run, which the user does in the checkout.
  if (args[0] === 'pack') return [...args, root];
  // Not for this machine: what it installs lands there too.
  if (args[0] === 'install') return ['--prefix', join(elsewhere, 'prefix'), '--offline', ...args];
  return ['--prefix', root, ...args];
}

describe('the commands of the README', () => {
  it('are found', () => {
    expect(commands.length).toBeGreaterThan(8);
    expect(serving).toHaveLength(2);
  });

  it.each(short)('%s', async (command) => {
    const running = execute('npm', npmArgs(command), { cwd: elsewhere, maxBuffer: 1 << 26 });
    const { stdout } = await running.catch((error) => {
      // Something may differ by now, which is no failure.
      if (command.includes(' diff ') && error.code === 1 && error.stderr === '') return error;
      throw error;
    });
    if (command.includes(' diff ')) expect(stdout).toMatch(/^replay:my-host\.json → local/);
    if (command.includes('--json')) expect(JSON.parse(stdout).nodes.length).toBeGreaterThan(20);
    if (command.includes(' trace ')) expect(readme).toContain(`\`${stdout.trim()}\``);
    if (command.includes(' explain '))
      expect(stdout).toContain('This host passes the packets of home-assistant’s net0, out by enp3s0.');
    if (command.includes(' move ')) expect(stdout).toContain('virsh -c qemu:///system update-device');
  });

  it.each(serving)('%s', async (command) => {
    const extra = command === 'npm start' ? ['--', '--browser', '--no-open', '--host', 'demo'] : [];
    const served = spawn('npm', [...npmArgs(command), ...extra], {
      cwd: elsewhere,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, XDG_CONFIG_HOME: elsewhere },
      detached: true,
    });
    try {
      const address = await addressOf(served);
      expect((await fetch(address)).status).toBe(200);
      expect(await greeted(address)).toMatchObject({ session: expect.any(String) });
    } finally {
      if (served.pid !== undefined) process.kill(-served.pid, 'SIGINT');
      await once(served, 'exit');
    }
  });
});

/** What a browser that opens the address is told first. */
async function greeted(address: string): Promise<unknown> {
  const { host, origin, searchParams } = new URL(address);
  const socket = new WebSocket(`ws://${host}${socketPath}`, { origin });
  await once(socket, 'open');
  socket.send(JSON.stringify({ token: searchParams.get('token') }));
  const [told] = await once(socket, 'message');
  socket.terminate();
  return JSON.parse(String(told));
}

async function addressOf(served: ChildProcess): Promise<string> {
  if (served.stdout === null) throw new Error('no output');
  for await (const line of createInterface({ input: served.stdout })) {
    const [address] = /http:\/\/127\.0\.0\.1:\d+\/\?token=\S+/.exec(line) ?? [];
    if (address !== undefined) return address;
  }
  throw new Error('It ended before it served anything; its message is above.');
}
