import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Lane } from '#electron/hosts/local/process/lane.ts';
import { BOOT } from '#electron/hosts/local/process/laneProgram.ts';
import type { Command } from '#shared/host/command.ts';
import { FakeSsh, programPath } from './support/fakeSsh.ts';

// By real shells: a login shell is told the constant, as sshd would, and that starts the host’s `sh`.

const MAX = 1 << 22;
const installed = (program: string) => programPath(program.split(' ')[0] ?? '') !== null;

async function answer(lane: Lane, command: Command, seconds: number | null = 5) {
  const got = await lane.run(command, seconds, MAX);
  return (
    got && {
      out: got.stdout.text.toString('utf8'),
      err: got.stderr.text.toString('utf8'),
      end: got.stdout.end,
    }
  );
}

const lanes: Lane[] = [];
function lane(ssh: FakeSsh, login?: string): Lane {
  const opened = new Lane(['ssh', BOOT], ssh.environment(login));
  lanes.push(opened);
  return opened;
}

afterEach(async () => {
  for (const each of lanes.splice(0)) {
    each.close();
    await each.ended;
  }
});

const word = fc.string({ unit: 'binary', maxLength: 30 }).map((text) => Buffer.from(text).toString('utf8'));
/** What a line reader, an `echo` or an expansion may take for its own. */
const awkward = fc.constantFrom(
  '',
  '\n',
  '\n\n',
  '-n',
  '\\',
  '\\n',
  '*',
  '$HOME',
  '`x`',
  "'",
  '"',
  ' ',
  '#end',
  '=',
  '+',
  'run',
  '\r\n',
  '\t',
  '~',
  '!x',
  'ÁÂÃÄÅÆÇÈ',
  '\u0081\u0088',
  '\u{1f50c}',
  '\u007f',
);
const argument = fc
  .array(fc.oneof(word, awkward), { maxLength: 4 })
  .map((parts) => parts.join('').replaceAll('\0', ''));

describe.each(['dash', 'bash', 'busybox', 'mksh'].filter(installed))('where sh is %s', (sh) => {
  let ssh: FakeSsh;
  beforeAll(async () => {
    ssh = await FakeSsh.make(programPath(sh) ?? '');
  });
  afterAll(() => ssh.remove());

  it('passes every argument and input through as it is', async () => {
    const there = lane(ssh);
    await fc.assert(
      fc.asyncProperty(fc.array(argument, { maxLength: 6 }), argument, async (words, stdin) => {
        expect(await answer(there, { argv: ['printf', '%s\\0', ...words, '|'] })).toEqual({
          out: [...words, '|'].map((each) => `${each}\0`).join(''),
          err: '',
          end: '0',
        });
        expect(await answer(there, { argv: ['cat'], stdin })).toEqual({ out: stdin, err: '', end: '0' });
      }),
      { numRuns: 20 },
    );
  });

  it('passes each byte but NUL', async () => {
    const ascii = Array.from({ length: 127 }, (_, index) => String.fromCharCode(index + 1)).join('');
    const others = Array.from({ length: 0x780 }, (_, index) => String.fromCodePoint(0x80 + index)).join('');
    const text = `${ascii}${others}`;
    const there = lane(ssh);
    expect((await answer(there, { argv: ['printf', '%s', text] }))?.out).toBe(text);
    expect((await answer(there, { argv: ['cat'], stdin: text }))?.out).toBe(text);
  });

  it('gives each command its own streams and exit code', async () => {
    const there = lane(ssh);
    const commands: Command[] = [
      { argv: ['printf', 'one\n'] },
      { argv: ['sh', '-c', 'echo wrong >&2; exit 3'] },
      { argv: ['no-such-program-here', '-x'] },
      { argv: ['cat'] },
      { argv: ['sh', '-c', 'cat /dev/stdin'], stdin: 'a\nb' },
      { argv: ['true'], stdin: 'x'.repeat(200_000) },
    ];
    expect(await Promise.all(commands.map((command) => answer(there, command)))).toEqual([
      { out: 'one\n', err: '', end: '0' },
      { out: '', err: 'wrong\n', end: '3' },
      { out: '', err: '', end: 'missing' },
      { out: '', err: '', end: '0' },
      { out: 'a\nb', err: '', end: '0' },
      { out: '', err: '', end: '0' },
    ]);
  });

  it('bounds what hangs, and goes on', async () => {
    const there = lane(ssh);
    expect(await answer(there, { argv: ['sleep', '60'] }, 1)).toMatchObject({
      end: expect.stringMatching(/^(124|143)$/),
    });
    expect(await answer(there, { argv: ['echo', 'on'] })).toMatchObject({ out: 'on\n' });
  });

  it('takes thousands of words', async () => {
    const words = Array.from({ length: 4000 }, (_, index) => `/sys/class/net/vnet${index}/speed`);
    const got = await answer(lane(ssh), { argv: ['printf', '%s\n', ...words] }, 20);
    expect(got?.out).toBe(`${words.join('\n')}\n`);
  });

  it('becomes a command that has the rest of the input', async () => {
    const there = lane(ssh);
    await there.hello;
    const lines: string[] = [];
    there.become(['sh', '-c', 'echo up; echo err >&2; cat >/dev/null; exit 7'], (line) => lines.push(line));
    await expect.poll(() => lines.toSorted()).toEqual(['err', 'up']);
    there.close();
    await there.ended;
    expect(there.isOver).toBe(true);
  });
});

describe.each(
  ['sh', 'bash', 'zsh', 'mksh', 'busybox sh', 'fish', 'csh', 'tcsh', 'bash --restricted'].filter(installed),
)('where %s is the login shell', (loginShell) => {
  let ssh: FakeSsh;
  beforeAll(async () => {
    ssh = await FakeSsh.make();
  });
  afterAll(() => ssh.remove());

  it('runs sh by it', async () => {
    const there = lane(ssh, `exec ${loginShell} -c "$1"`);
    expect(await there.hello).toBe(true);
    expect(await answer(there, { argv: ['printf', '%s', "it's a $HOME \\ `!`\n"] })).toEqual({
      out: "it's a $HOME \\ `!`\n",
      err: '',
      end: '0',
    });
  });
});

describe('a remote shell', () => {
  let ssh: FakeSsh;
  beforeAll(async () => {
    ssh = await FakeSsh.make();
  });
  afterAll(() => ssh.remove());

  it('is not led astray by what a login shell prints first, nor by the fences of another', async () => {
    const there = lane(ssh, 'echo Welcome; echo to the lab >&2; exec sh -c "$1"');
    const text = '\npatchbay-0123456789abcdef01234567.1 0\n';
    expect(await answer(there, { argv: ['printf', '%s', text] })).toEqual({ out: text, err: '', end: '0' });
  });

  it('tells that the connection broke off', async () => {
    const there = lane(ssh);
    const asked = answer(there, { argv: ['sh', '-c', 'kill -9 $PPID; sleep 5'] }, null);
    expect(await asked).toBeNull();
    expect(await answer(there, { argv: ['true'] })).toBeNull();
  });

  it('runs nothing of a program that broke off on its way', async () => {
    const there = lane(ssh, 'head -c 400 | sh -c "$1"');
    expect(await there.hello).toBe(false);
  });

  it('holds no more than it may', async () => {
    const there = lane(ssh);
    const got = await there.run({ argv: ['head', '-c', '3000000', '/dev/zero'] }, 5, 100_000);
    expect(got?.stdout).toMatchObject({ isCut: true, end: '0' });
    expect(await answer(there, { argv: ['echo', 'on'] })).toMatchObject({ out: 'on\n' });
  });

  it('tells what ssh said where there is no shell', async () => {
    const there = lane(ssh, 'echo no route >&2; exit 255');
    expect(await there.hello).toBe(false);
    expect(await there.ended).toEqual({ exitCode: 255, notStarted: null, said: 'no route' });
  });

  it('tells that there is no ssh', async () => {
    const there = new Lane(['ssh', BOOT], { PATH: '/nowhere' });
    expect(await there.ended).toMatchObject({ notStarted: { kind: 'missing' } });
  });
});
