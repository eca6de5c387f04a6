import { openSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { showWhenReady } from '#electron/shell/showing.ts';
import { takeShownSign } from '#electron/shell/shownSign.ts';
import { BrowserWindow } from './fakeElectron.ts';

describe('the window', () => {
  let window: InstanceType<typeof BrowserWindow>;
  const onShown = vi.fn();
  beforeEach(() => {
    vi.useFakeTimers();
    onShown.mockClear();
    window = new BrowserWindow({ webPreferences: {} });
    showWhenReady(window as never, false, onShown);
  });
  afterEach(() => vi.useRealTimers());

  const isShown = () => window.did.filter((what) => what === 'show').length;

  it.each([
    ['it is painted', () => window.emit('ready-to-show')],
    ['its page is loaded', () => window.webContents.emit('did-finish-load')],
    ['two seconds have passed', () => vi.advanceTimersByTime(2_000)],
  ])('is shown when %s, and never again', (_when, happens) => {
    vi.advanceTimersByTime(0);
    expect(isShown()).toBe(0);
    happens();
    expect(isShown()).toBe(1);
    window.emit('ready-to-show');
    window.webContents.emit('did-finish-load');
    vi.advanceTimersByTime(10_000);
    expect(isShown()).toBe(1);
    expect(onShown).toHaveBeenCalledTimes(1);
  });

  it('is not shown before', () => {
    vi.advanceTimersByTime(1_999);
    expect(isShown()).toBe(0);
  });

  it('that filled the screen does so again, once it is shown: to be maximized shows it', () => {
    const other = new BrowserWindow({ webPreferences: {} });
    showWhenReady(other as never, true, onShown);
    expect(other.maximized).toBe(false);
    other.emit('ready-to-show');
    expect([other.maximized, other.did]).toEqual([true, ['show']]);
  });

  it('that was closed before is not shown', () => {
    window.emit('closed');
    vi.advanceTimersByTime(10_000);
    expect(isShown()).toBe(0);
    expect(onShown).not.toHaveBeenCalled();
  });
});

describe('the sign that it is shown', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'patchbay-sign-'));
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true });
  });

  it('is written once to the pipe of whoever started the app, and is nobody else’s to inherit', async () => {
    const file = join(folder, 'pipe');
    vi.stubEnv('PATCHBAY_SHOWN_FD', String(openSync(file, 'w')));
    const giveSign = takeShownSign();
    expect(process.env.PATCHBAY_SHOWN_FD).toBeUndefined();
    await giveSign();
    await giveSign();
    expect(await readFile(file, 'utf8')).toBe('shown\n');
  });

  it.each(['', '0', '1', '2', '-3', 'x', '3x', '99999', '9999'])(
    'goes nowhere where the pipe is “%s”',
    (given) => {
      vi.stubEnv('PATCHBAY_SHOWN_FD', given);
      expect(() => takeShownSign()()).not.toThrow();
    },
  );
});
