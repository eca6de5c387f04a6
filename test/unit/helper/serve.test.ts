import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { serve } from '#electron/helper/serve.mjs';

const up = (id: number) => `{"id":${id},"verb":"set-up","link":"vnet${id}"}\n`;

/** What is printed, and what is run, for an input that comes in these pieces. */
async function told(...pieces: (string | Buffer)[]) {
  const input = new PassThrough();
  const printed: object[] = [];
  const ran: string[] = [];
  const served = serve(
    input,
    (answer) => printed.push(answer),
    async ({ args }) => {
      ran.push(args.join(' '));
      return { exitCode: 0, stdout: '', stderr: '' };
    },
  );
  for (const piece of pieces) input.write(piece);
  input.end();
  await served;
  return { printed: printed.slice(1), ran, first: printed[0] };
}

describe('the helper', () => {
  it('says that it serves, and answers requests in their order, however they are cut', async () => {
    const { first, printed, ran } = await told(`${up(1)}${up(2).slice(0, 9)}`, up(2).slice(9), up(3));
    expect(first).toEqual({ patchbay: 1 });
    expect(printed).toEqual([1, 2, 3].map((id) => ({ id, exitCode: 0, stdout: '', stderr: '' })));
    expect(ran).toEqual([1, 2, 3].map((id) => `link set dev vnet${id} up`));
  });

  it('keeps a name whole whose character is cut', async () => {
    const bytes = Buffer.from('{"id":1,"verb":"set-up","link":"Köln"}\n');
    const at = bytes.indexOf(0xc3) + 1;
    expect((await told(bytes.subarray(0, at), bytes.subarray(at))).ran).toEqual(['link set dev Köln up']);
  });

  it('does nothing for a request that broke off', async () => {
    expect(await told(up(1).trimEnd())).toMatchObject({ printed: [], ran: [] });
  });

  it.each([
    ['garbage', 'hello\n'],
    ['an empty line', '\n'],
    ['another verb', '{"id":1,"verb":"del","link":"vnet1"}\n'],
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x0a])],
    ['a huge line', `{"id":1,"verb":"set-up","link":"${'a'.repeat(70_000)}"}\n`],
    ['a line that never ends', 'a'.repeat(100_000)],
    ['deep nesting', `${'['.repeat(60_000)}\n`],
  ])('refuses %s, and serves whoever sent it no further', async (_what, hostile) => {
    const { printed, ran } = await told(up(1), hostile, up(2));
    expect(printed).toEqual([expect.objectContaining({ id: 1 }), { refused: expect.any(String) }]);
    expect(ran).toEqual(['link set dev vnet1 up']);
  });
});

describe('its process', () => {
  const program = join(import.meta.dirname, '../../../electron/helper/helper.mjs');

  it('runs the real ip, whatever PATH says, and ends with its input', async () => {
    const child = spawn(process.execPath, [program], { env: { PATH: '/nowhere' } });
    child.stdin.write('{"id":7,"verb":"set-down","link":"pb-is-not-there"}\n');
    const [line] = await once(child.stdout, 'data');
    expect(String(line)).toBe('{"patchbay":1}\n');
    const rest = text(child.stdout);
    child.stdin.end();
    expect(JSON.parse(await rest)).toMatchObject({
      id: 7,
      stdout: '',
      stderr: expect.stringContaining('pb-is'),
    });
    expect(child.exitCode ?? (await once(child, 'exit'))[0]).toBe(0);
  });

  it('takes no arguments', async () => {
    const child = spawn(process.execPath, [program, 'link'], { stdio: ['ignore', 'pipe', 'ignore'] });
    expect(await text(child.stdout)).toBe('');
    expect(child.exitCode ?? (await once(child, 'exit'))[0]).toBe(2);
  });
});
