import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { keepAnswer, readAnswer, rests } from '#electron/start/electron/answer.mjs';
import { whyNot } from '#electron/start/electron/failure.mjs';
import { ProgressLine, progressText } from '#electron/start/electron/progress.mjs';
import { sandboxObstacle } from '#electron/start/electron/sandbox.mjs';
import { NotUnpacked } from '#electron/start/electron/unpack.mjs';

describe('a kernel under which Electron out of node_modules would abort', () => {
  const kernel = (settings: Record<string, string>) => (path: string) => {
    const value = settings[path];
    if (value === undefined) throw new Error('ENOENT');
    return `${value}\n`;
  };

  it.each([
    [
      '/proc/sys/kernel/apparmor_restrict_unprivileged_userns',
      '1',
      /kernel\.apparmor_restrict_.* is 1.*\.deb.*AppArmor/,
    ],
    ['/proc/sys/kernel/unprivileged_userns_clone', '0', /kernel\.unprivileged_userns_clone is 0.*\.deb/],
    ['/proc/sys/user/max_user_namespaces', '0', /user\.max_user_namespaces is 0.*\.deb/],
  ])('is told by %s', (path, value, why) => {
    expect(sandboxObstacle(kernel({ [path]: value }))).toMatch(why);
  });

  it('is not told with the usual settings, or without them', () => {
    expect(sandboxObstacle(kernel({}))).toBeNull();
    expect(
      sandboxObstacle(
        kernel({
          '/proc/sys/kernel/apparmor_restrict_unprivileged_userns': '0',
          '/proc/sys/kernel/unprivileged_userns_clone': '1',
          '/proc/sys/user/max_user_namespaces': '96365',
        }),
      ),
    ).toBeNull();
  });
});

describe('the progress of a download', () => {
  it('is a bar with sizes and rate, and the numbers alone where the terminal is narrow', () => {
    expect(progressText(60e6, 120e6, 8.4e6, 80)).toBe(
      `[${'█'.repeat(12)}${'░'.repeat(12)}]   50 %  60.0 of 120.0 MB  8.4 MB/s`,
    );
    expect(progressText(60e6, 120e6, 8.4e6, 60)).toBe(' 50 %  60.0 of 120.0 MB  8.4 MB/s');
    expect(progressText(60e6, 120e6, 8.4e6, 20)).toHaveLength(19);
    expect(progressText(60e6, null, 8.4e6, 80)).toBe('60.0 MB  8.4 MB/s');
    // More than was promised, as a server that counts a compressed size sends.
    expect(progressText(130e6, 120e6, 0, 80)).toContain('100 %');
  });

  it('has the rate of the last seconds, and is not drawn more often than it can be read', () => {
    let now = 0;
    const written: string[] = [];
    const line = new ProgressLine({ columns: 80, write: (text) => written.push(text) }, () => now);
    for (; now < 10_000; now += 10) line.show(now * 1_000, 100e6);
    expect(written.length).toBeLessThanOrEqual(100);
    expect(written.at(-1)).toMatch(/ 1\.0 MB\/s$/);
    for (; now < 14_000; now += 10) line.show(10e6 + (now - 10_000) * 5_000, 100e6);
    expect(written.at(-1)).toMatch(/ 5\.0 MB\/s$/);
    line.end();
    expect(written.at(-1)).toBe('\n');
  });
});

describe('what went wrong', () => {
  const because = (message: string, code: string) =>
    new TypeError(message, { cause: Object.assign(new Error('x'), { code }) });

  it.each([
    [because('fetch failed', 'ENOTFOUND'), 'the server can’t be reached (ENOTFOUND)'],
    [because('fetch failed', 'UND_ERR_SOCKET'), 'the connection broke off'],
    [because('terminated', 'UND_ERR_SOCKET'), 'the connection broke off'],
    [
      new Error('Response code 403 (Forbidden) for https://example.org/x.zip'),
      'example.org answered 403 (Forbidden)',
    ],
    [
      new NotUnpacked('ENOSPC: no space left on device'),
      'it could not be unpacked (ENOSPC: no space left on device)',
    ],
    [
      Object.assign(new Error('EACCES: permission denied, mkdir'), { code: 'EACCES' }),
      'EACCES: permission denied, mkdir',
    ],
    ['odd', 'odd'],
  ])('is told in a few words: %s', (error, words) => {
    expect(whyNot(error)).toBe(words);
  });
});

describe('the answer about Electron', () => {
  let state: string;
  beforeEach(async () => {
    state = await mkdtemp(join(tmpdir(), 'patchbay-answer-'));
    vi.stubEnv('XDG_STATE_HOME', state);
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await rm(state, { recursive: true });
  });

  it('is kept for one version of Electron', async () => {
    expect(await readAnswer('45.4.1')).toBeNull();
    await keepAnswer('45.4.1', { download: false, failedAt: null });
    expect(await readAnswer('45.4.1')).toMatchObject({ download: false });
    expect(await readAnswer('45.4.2')).toBeNull();
    expect(await readdir(join(state, 'patchbay'))).toEqual(['electron.json']);
  });

  it.each([
    '',
    '{',
    'null',
    '[]',
    '{"version":2}',
    '{"version":1,"electron":1,"download":true,"failedAt":null}',
  ])('that can’t be understood is set aside: %s', async (text) => {
    await mkdir(join(state, 'patchbay'));
    await writeFile(join(state, 'patchbay/electron.json'), text);
    expect(await readAnswer('45.4.1')).toBeNull();
    expect(await readFile(join(state, 'patchbay/electron.json.broken'), 'utf8')).toBe(text);
  });

  it('rests for a day after a failure, whatever the clock does', () => {
    const failed = (failedAt: number | null) => ({
      version: 1 as const,
      electron: '1',
      download: true,
      failedAt,
    });
    const now = 1_700_000_000_000;
    expect(rests(failed(null), now)).toBe(false);
    expect(rests(failed(now - 1), now)).toBe(true);
    expect(rests(failed(now - 24 * 60 * 60_000), now)).toBe(false);
    expect(rests(failed(now + 60_000), now)).toBe(false);
  });
});
