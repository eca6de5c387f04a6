import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openAtTerminal } from '#electron/cli/openAtTerminal.ts';
import { FakeTerminal } from './fakeTerminal.ts';

let config: string;
beforeEach(async () => {
  config = await mkdtemp(join(tmpdir(), 'patchbay-patience-'));
  await mkdir(join(config, 'patchbay'));
  vi.stubEnv('XDG_CONFIG_HOME', config);
  vi.stubEnv('PATCHBAY_PATIENCE', '');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(config, { recursive: true });
});

async function patienceAt(terminal = new FakeTerminal(), name = 'local'): Promise<number | undefined> {
  const host = await openAtTerminal({ host: name, connect: undefined, verbose: false }, terminal);
  await host.close();
  return host.patience;
}

function writeSettings(patience: unknown): Promise<void> {
  const settings = { version: 1, theme: 'system', pollMs: 2000, patience };
  return writeFile(join(config, 'patchbay/settings.json'), JSON.stringify(settings));
}

describe('the patience of a command', () => {
  it('is of the settings, and the environment wins', async () => {
    expect(await patienceAt()).toBeUndefined();
    await writeSettings(2.5);
    expect(await patienceAt()).toBe(2.5);
    vi.stubEnv('PATCHBAY_PATIENCE', '6');
    expect(await patienceAt()).toBe(6);
  });

  it('is the usual one where the settings are broken, and that is told', async () => {
    await writeSettings('much');
    const terminal = new FakeTerminal();
    expect(await patienceAt(terminal)).toBeUndefined();
    expect(terminal.said).toContain('settings.json could not be understood. It was set aside');
  });

  it('is this machine’s alone, as nothing else is slow', async () => {
    await writeSettings(3);
    expect(await patienceAt(new FakeTerminal(), 'demo')).toBeUndefined();
  });
});
