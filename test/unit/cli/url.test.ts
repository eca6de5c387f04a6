import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { runCli } from '#electron/cli/cli.ts';
import { type Control, startControl } from '#electron/server/control.ts';
import { FakeTerminal } from './fakeTerminal.ts';

let runtime: string;
let controls: Control[];
beforeEach(async () => {
  runtime = await mkdtemp(join(tmpdir(), 'patchbay-url-'));
  vi.stubEnv('XDG_RUNTIME_DIR', runtime);
  controls = [];
});
afterEach(async () => {
  await Promise.all(controls.map((each) => each.close()));
  vi.unstubAllEnvs();
  await rm(runtime, { recursive: true });
});

const addressOf = (port: number) => `http://127.0.0.1:${port}/?token=${'t'.repeat(43)}`;
const served = async (port: number) => controls.push(await startControl(port, null, () => addressOf(port)));

async function url(...args: string[]) {
  const terminal = new FakeTerminal();
  return { code: await runCli(['url', ...args], terminal), out: terminal.text, note: terminal.said };
}

it('prints the address of the one that is served, and nothing else', async () => {
  await served(8080);
  expect(await url()).toEqual({ code: 0, out: addressOf(8080), note: '' });
});

it('is told which one where several are served', async () => {
  await served(8080);
  await served(8090);
  expect(await url()).toEqual({
    code: 1,
    out: '',
    note: expect.stringContaining('Patchbay is served on several ports: 8080, 8090. Choose one with --port.'),
  });
  expect(await url('--port', '8090')).toMatchObject({ code: 0, out: addressOf(8090) });
});

it('says what to do where none is served', async () => {
  expect(await url()).toMatchObject({
    code: 1,
    out: '',
    note: expect.stringContaining(
      'You serve no Patchbay here. Start one: patchbay serve, or systemctl --user enable',
    ),
  });
});
