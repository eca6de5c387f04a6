import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AskChannel, type SshAsker } from '#electron/hosts/ssh/askChannel.ts';
import { askScript } from '#electron/hosts/ssh/askScript.ts';

// The script is run as ssh runs it, by a real shell.

let place: string;
let socket: string;
let channel: AskChannel;
const asked: string[] = [];
const ended: AbortSignal[] = [];
let answer: (question: string) => Promise<string>;

const asker: SshAsker = {
  ask: ({ text }, signal) => {
    asked.push(text);
    ended.push(signal);
    return answer(text);
  },
  cancelled: new AbortController().signal,
};

beforeEach(async () => {
  asked.length = 0;
  ended.length = 0;
  // A shell must not take anything of it for its own.
  place = join(await mkdtemp(join(tmpdir(), 'patchbay-ask-')), "it's $HOME `here`");
  await mkdir(place, { mode: 0o700 });
  socket = join(place, 'ssh-0123');
  answer = async () => 'yes';
  channel = await AskChannel.open(socket, asker);
});
afterEach(async () => {
  await channel.close();
  await rm(dirname(place), { recursive: true });
});

function start(prompt: string, hint?: string): ChildProcess {
  const env = { PATH: process.env.PATH, ...channel.environment, SSH_ASKPASS_PROMPT: hint };
  return spawn(channel.environment.SSH_ASKPASS ?? '', [prompt], {
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

async function ask(prompt: string, hint?: string) {
  const child = start(prompt, hint);
  const exited = once(child, 'exit');
  const printed = child.stdout === null ? '' : await text(child.stdout);
  return [printed, (await exited)[0]];
}

describe('the way from ssh to its user', () => {
  it('brings the question, and the answer byte by byte', async () => {
    const password = ' -n \\0 %s "$HOME" `id` ü\t* ';
    answer = async () => password;
    expect(await ask("root@lab's password: ")).toEqual([`${password}\n`, 0]);
    answer = async () => '';
    expect(await ask('And now?')).toEqual(['\n', 0]);
    expect(asked).toEqual(["root@lab's password:", 'And now?']);
  });

  it('is its user’s alone, and is gone when it is closed', async () => {
    const folder = dirname(channel.environment.SSH_ASKPASS ?? '');
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect((await stat(channel.environment.SSH_ASKPASS ?? '')).mode & 0o777).toBe(0o700);
    expect(channel.environment.SSH_ASKPASS_REQUIRE).toBe('force');
    let isPrivate = false;
    answer = async () => {
      const files = await readdir(folder);
      const modes = await Promise.all(files.map(async (name) => (await stat(join(folder, name))).mode));
      isPrivate = modes.length === 2 && modes.every((mode) => (mode & 0o077) === 0);
      return 'x';
    };
    await ask('?');
    expect(isPrivate).toBe(true);
    expect(await readdir(folder)).toEqual(['ask']);
    await channel.close();
    expect(await readdir(place)).toEqual([]);
  });

  it('asks one after the other', async () => {
    let open = 0;
    let most = 0;
    answer = async (question) => {
      open += 1;
      most = Math.max(most, open);
      await new Promise((resolve) => setTimeout(resolve, 20));
      open -= 1;
      return `to ${question}`;
    };
    const questions = ['a', 'b', 'c'];
    expect(await Promise.all(questions.map((each) => ask(each)))).toEqual(
      questions.map((each) => [`to ${each}\n`, 0]),
    );
    expect(most).toBe(1);
  });

  it('ends who asks, without an answer, when it is closed or nobody answers', async () => {
    answer = () => new Promise(() => {});
    const waiting = ask('?');
    await vi.waitFor(() => expect(asked).toEqual(['?']));
    await channel.close();
    expect(await waiting).toEqual(['', 1]);
    expect(ended[0]?.aborted).toBe(true);
  });

  it.each([0, 1, 2, 3, 4, 5, 6])('ends who asks as it is closed (%i)', async (turn) => {
    answer = () => new Promise(() => {});
    const waiting = Promise.all(['a', 'b', 'c'].map((each) => ask(each)));
    await new Promise((resolve) => setTimeout(resolve, 3 * turn));
    await channel.close();
    expect((await waiting).map(([printed, code]) => [printed, code === 0])).toEqual([
      ['', false],
      ['', false],
      ['', false],
    ]);
  });

  it('takes back a question whose asker has ended', async () => {
    answer = () => new Promise(() => {});
    const child = start('Touch your key', 'none');
    await vi.waitFor(() => expect(asked).toEqual(['Touch your key']));
    child.kill('SIGTERM');
    await vi.waitFor(() => expect(ended[0]?.aborted).toBe(true));
  });

  it('asks nothing where Patchbay has died, and leaves nothing', async () => {
    const folder = join(place, 'ask-1-x');
    await mkdir(folder, { mode: 0o700 });
    const gone = spawn('true');
    await once(gone, 'exit');
    const script = join(folder, 'ask');
    await writeFile(script, askScript(folder, gone.pid ?? 0), { mode: 0o700 });
    const status = await new Promise((resolve) => execFile(script, ['?'], (error) => resolve(error?.code)));
    expect(status).toBe(1);
    expect(existsSync(folder)).toBe(false);
  });

  it('takes away what a Patchbay left that was killed, and of no other', async () => {
    const gone = spawn('true');
    await once(gone, 'exit');
    for (const pid of [gone.pid, process.ppid]) await mkdir(join(place, `ask-${pid}-abcdef`));
    const next = await AskChannel.open(socket, asker);
    const left = await readdir(place);
    expect(left).not.toContain(`ask-${gone.pid}-abcdef`);
    expect(left).toContain(`ask-${process.ppid}-abcdef`);
    await next.close();
  });
});
