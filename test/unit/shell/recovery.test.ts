import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

vi.mock('electron', () => import('./fakeElectron.ts'));
const { app, BrowserWindow, dialog } = await import('./fakeElectron.ts');
const { recoverPage, reportChildProcesses } = await import('#electron/shell/recovery.ts');

let window: InstanceType<typeof BrowserWindow>;
let stderr: ReturnType<typeof vi.spyOn>;
beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
  vi.clearAllMocks();
  stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  app.removeAllListeners();
  app.did.length = 0;
  window = new BrowserWindow({ webPreferences: {} });
  recoverPage(window as never);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const crash = () => window.webContents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 139 });
const failLoad = (code: number, isMainFrame = true) =>
  window.webContents.emit('did-fail-load', {}, code, 'ERR_FAILED', 'patchbay://app/index.html', isMainFrame);
const did = () => window.webContents.did;
const asked = () => dialog.showMessageBox.mock.calls.map(([, options]) => options);

/** A box that nobody answers; Electron answers with `cancelId` for it when it is taken back. */
const standing = (_window: unknown, options: Record<string, unknown>) =>
  new Promise<{ response: number }>((resolve) => {
    (options.signal as AbortSignal).addEventListener('abort', () => resolve({ response: 1 }));
  });

describe('a page that is lost', () => {
  it('is reloaded once, and told at the terminal; then the user is asked, with what is known', async () => {
    crash();
    expect(did()).toEqual(['reload']);
    expect(asked()).toEqual([]);
    expect(stderr).toHaveBeenCalledWith(expect.stringContaining('it crashed (exit code 139)'));
    dialog.showMessageBox.mockResolvedValueOnce({ response: 1 });
    crash();
    expect(asked()).toEqual([
      expect.objectContaining({
        message: 'Patchbay’s window has lost its page.',
        detail: 'The process that drew it is gone: it crashed (exit code 139).',
        buttons: ['Reload', 'Quit'],
      }),
    ]);
    await vi.runAllTimersAsync();
    expect(app.did).toEqual(['quit']);
  });

  it('is reloaded when the user wants that, and again without a question when it ran well for a minute', async () => {
    crash();
    crash();
    await vi.advanceTimersByTimeAsync(1);
    expect(did()).toEqual(['reload', 'reload']);
    await vi.advanceTimersByTimeAsync(60_001);
    crash();
    expect(did()).toHaveLength(3);
    expect(asked()).toHaveLength(1);
  });

  it('is asked about once at a time', () => {
    dialog.showMessageBox.mockReturnValueOnce(new Promise(() => {}));
    crash();
    crash();
    crash();
    failLoad(-2);
    expect(asked()).toHaveLength(1);
  });

  it('that ended as it should, or made place for another load, is no trouble', () => {
    window.webContents.emit('render-process-gone', {}, { reason: 'clean-exit', exitCode: 0 });
    failLoad(-3);
    failLoad(-2, false);
    expect(did()).toEqual([]);
  });

  it('stays asked about when another page responds: nothing quits unasked', async () => {
    crash();
    dialog.showMessageBox.mockImplementationOnce(standing);
    crash();
    window.emit('responsive');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(app.did).toEqual([]);
  });

  it('is also one that could not be loaded', () => {
    failLoad(-2);
    failLoad(-2);
    expect(did()).toEqual(['reload']);
    expect(asked()[0]).toMatchObject({ detail: 'patchbay://app/index.html: ERR_FAILED (-2).' });
  });
});

describe('a page that hangs', () => {
  it('is given a new process, whose predecessor’s end is no trouble of its own', () => {
    window.emit('unresponsive');
    expect(did()).toEqual(['crash', 'reload']);
    expect(asked()).toEqual([]);
    // The next one’s is.
    crash();
    expect(asked()).toHaveLength(1);
  });

  it('the second time is the user’s to wait for, and nobody’s any more once it responds', async () => {
    window.emit('unresponsive');
    dialog.showMessageBox.mockImplementationOnce(standing);
    window.emit('unresponsive');
    expect(asked()[0]).toMatchObject({ buttons: ['Reload', 'Wait'] });
    window.emit('responsive');
    await vi.runAllTimersAsync();
    expect(did()).toEqual(['crash', 'reload']);
    expect(app.did).toEqual([]);
  });
});

it('a page that hung and then crashed is asked about as that, in place of the first question', async () => {
  window.emit('unresponsive');
  dialog.showMessageBox.mockImplementationOnce(standing);
  window.emit('unresponsive');
  dialog.showMessageBox.mockResolvedValueOnce({ response: 0 });
  crash();
  await vi.advanceTimersByTimeAsync(1);
  expect(asked().map(({ buttons }) => buttons)).toEqual([
    ['Reload', 'Wait'],
    ['Reload', 'Quit'],
  ]);
  expect(did()).toEqual(['crash', 'reload', 'reload']);
});

it('tells the terminal of a process of Chromium’s that has ended badly', () => {
  reportChildProcesses();
  app.emit('child-process-gone', {}, { type: 'GPU', reason: 'crashed', exitCode: 11 });
  app.emit('child-process-gone', {}, { type: 'Utility', reason: 'clean-exit', exitCode: 0 });
  expect(stderr.mock.calls.flat().filter((text: unknown) => typeof text === 'string')).toEqual([
    'patchbay: Chromium’s GPU process has ended: it crashed (exit code 11).\n',
  ]);
});
