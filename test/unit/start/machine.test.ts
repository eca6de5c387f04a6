import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { lookAround } from '#electron/start/machine.mjs';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'patchbay-path-'));
  vi.stubEnv('PATH', `relative:${directory}/a:${directory}/b`);
  await mkdir(join(directory, 'a'));
  await mkdir(join(directory, 'b'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(directory, { recursive: true });
});

async function install(name: string, mode = 0o755) {
  const path = join(directory, name);
  await writeFile(path, '');
  await chmod(path, mode);
  return path;
}

describe('what is on this machine', () => {
  it('is no browser where none is on the PATH', async () => {
    await install('a/chromium', 0o644);
    expect(lookAround()).toMatchObject({ chromium: null, opener: null });
  });

  it('is a browser that may be run, wherever it is on the PATH', async () => {
    await install('a/chromium', 0o644);
    const chromium = await install('b/chromium');
    const opener = await install('a/xdg-open');
    expect(lookAround()).toMatchObject({ chromium, opener });
  });

  it.each([
    ['', '', false],
    [':0', '', true],
    ['', 'wayland-0', true],
  ])('is a display when the desktop says so: %j %j', (x11, wayland, display) => {
    vi.stubEnv('DISPLAY', x11);
    vi.stubEnv('WAYLAND_DISPLAY', wayland);
    expect(lookAround().display).toBe(display);
  });
});
