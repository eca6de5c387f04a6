import { openSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fakeFace, view } from '../server/support.ts';

const root = join(import.meta.dirname, '../../..');

const openSession = vi.fn();
vi.mock('#electron/engine/session/openSession.ts', () => ({ openSession }));
const index = { type: 'text/html; charset=utf-8', body: Buffer.from('<title>Patchbay</title>') };
vi.mock('#electron/server/builtFiles.ts', () => ({
  readBuiltFiles: async () => new Map([['/index.html', index]]),
}));

let config: string;
let cache: string;
let engine: ReturnType<typeof fakeFace>;
const closeSession = vi.fn(async () => {});
const lockUntilEnd = vi.fn();
const openNamed = vi.fn(async (_host: string) => {});

beforeEach(async () => {
  config = await mkdtemp(join(tmpdir(), 'patchbay-main-'));
  cache = join(config, 'cache');
  vi.stubEnv('XDG_CONFIG_HOME', config);
  vi.stubEnv('XDG_CACHE_HOME', cache);
  vi.resetModules();
  vi.clearAllMocks();
  engine = fakeFace();
  openSession.mockResolvedValue({
    ...engine.face,
    theme: 'light',
    close: closeSession,
    lockUntilEnd,
    openNamed,
  });
});
afterEach(async () => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await rm(config, { recursive: true });
});

/** Sets the command line of the next start. */
function startedWith(...args: string[]) {
  vi.spyOn(process, 'argv', 'get').mockReturnValue(['electron', '.', ...args]);
}

/** Runs main.ts as Electron would, up to its ready window. */
async function start(prepare: (electron: typeof import('./fakeElectron.ts')) => void = () => {}) {
  // Fresh for each test, as main.ts itself is: what it registers would pile up.
  vi.doMock('electron', () => import('./fakeElectron.ts'));
  const electron = await import('./fakeElectron.ts');
  prepare(electron);
  await import('#electron/shell/main.ts');
  return electron;
}

async function startWindow() {
  const electron = await start();
  electron.app.ready();
  const window = await vi.waitFor(() => {
    const [opened] = electron.BrowserWindow.all;
    if (!opened) throw new Error('no window yet');
    return opened;
  });
  return { ...electron, window };
}

describe('before the app is ready', () => {
  it('every renderer is sandboxed and our scheme has an origin of its own', async () => {
    const { app, registeredSchemes } = await start();
    expect(app.did).toContain('enableSandbox');
    expect(registeredSchemes).toEqual([
      {
        scheme: 'patchbay',
        privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
      },
    ]);
  });

  it('it is known to the desktop by the name of its desktop file, and Chromium’s profile is a cache', async () => {
    const { app } = await start();
    expect(app).toMatchObject({ name: 'Patchbay', desktopName: 'org.patchbay.Patchbay.desktop' });
    expect(app.about).toMatchObject({ applicationName: 'Patchbay', applicationVersion: expect.any(String) });
    const profile = join(cache, 'patchbay');
    expect(Object.fromEntries(app.paths)).toEqual({ userData: profile, sessionData: profile });
    expect((await stat(profile)).mode & 0o777).toBe(0o700);
    // The lock lies in the profile.
    expect(app.did.indexOf('lock')).toBeGreaterThan(app.did.lastIndexOf('path sessionData'));
    const entry = await readFile(join(root, 'assets/org.patchbay.Patchbay.desktop'), 'utf8');
    expect(entry).toContain('\nStartupWMClass=org.patchbay.Patchbay\n');
    expect(entry).toMatch(/\nExec=patchbay\n/);
  });

  it('a second launch passes on what it was asked for, says that a window is shown, and leaves', async () => {
    const shown = join(config, 'shown');
    vi.stubEnv('PATCHBAY_SHOWN_FD', String(openSync(shown, 'w')));
    startedWith('--host', 'replay:captured.json', '--read-only', '--disable-gpu');
    const { app, BrowserWindow } = await start((electron) => {
      electron.app.hasLock = false;
    });
    app.ready();
    // Not before it is said: the process ends with it.
    expect(app.did).not.toContain('quit');
    expect(app.passedOn).toEqual({ host: `replay:${join(process.cwd(), 'captured.json')}`, readOnly: true });
    await vi.waitFor(() => expect(app.did).toContain('quit'));
    expect(await readFile(shown, 'utf8')).toBe('shown\n');
    expect(openSession).not.toHaveBeenCalled();
    expect(BrowserWindow.all).toEqual([]);
    expect(process.env.PATCHBAY_SHOWN_FD).toBeUndefined();
  });

  it.each([['--host'], ['--host='], ['--host', '--read-only']])(
    '%s %s is told, and nothing is opened',
    async (...args) => {
      startedWith(...args);
      const { app, dialog } = await start();
      app.ready();
      await vi.waitFor(() => expect(app.exitCode).toBe(2));
      expect(dialog.showErrorBox).toHaveBeenCalledWith(
        '--host is followed by no host.',
        expect.stringContaining('replay:FILE'),
      );
      expect(openSession).not.toHaveBeenCalled();
    },
  );

  it('a mistyped option is told at the terminal, and is no reason not to start', async () => {
    const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    startedWith('--hots', 'demo');
    await startWindow();
    expect(stderr).toHaveBeenCalledWith(
      'patchbay: --hots is no option of Patchbay’s. Did you mean --host?\n',
    );
  });

  it('Chromium’s own switches are no options of the app, and take no word of it', async () => {
    startedWith('--ozone-platform=x11', '--host', 'demo', '--disable-gpu', '--remote-debugging-port=0');
    await startWindow();
    expect(openSession).toHaveBeenCalledWith(
      expect.objectContaining({ host: 'demo', readOnly: false, served: false }),
    );
  });
});

describe('the window', () => {
  it('is isolated from Node and from every other origin', async () => {
    const { window } = await startWindow();
    expect(window.options.webPreferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      devTools: false,
    });
    expect(window.options.webPreferences).not.toHaveProperty('enableBlinkFeatures');
    expect(window.options.webPreferences).not.toHaveProperty('experimentalFeatures');
    expect(window.options.webPreferences.preload).toMatch(/\/preload\/preload\.cjs$/);
  });

  it('shows our page only, and itself when that is painted or loaded, once', async () => {
    const { window } = await startWindow();
    expect(window.did).toEqual(['load patchbay://app/index.html']);
    window.webContents.emit('did-finish-load');
    window.emit('ready-to-show');
    expect(window.did.filter((what) => what === 'show')).toHaveLength(1);
  });

  it('goes nowhere, opens nothing, and its session is hardened', async () => {
    const { window, session } = await startWindow();
    expect(window.webContents.prevents('will-navigate', 'https://evil.example')).toBe(true);
    expect(window.webContents.openHandler?.({ url: 'https://evil.example' })).toEqual({ action: 'deny' });
    expect(session.defaultSession.permissionRequest).not.toBeNull();
    expect(session.defaultSession.permissionCheck).not.toBeNull();
  });

  it('gets its files from our protocol, under a policy without exceptions', async () => {
    const { session } = await startWindow();
    const serve = session.defaultSession.handlers.get('patchbay');
    const reply = serve?.(new Request('patchbay://app/index.html'));
    expect(reply?.status).toBe(200);
    expect(await reply?.text()).toBe('<title>Patchbay</title>');
    const policy = reply?.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("connect-src 'none'");
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
    for (const url of [
      'patchbay://app/../../etc/passwd',
      'patchbay://app/%2e%2e/x',
      'patchbay://evil/index.html',
    ])
      expect(serve?.(new Request(url))?.status).toBe(404);
  });

  it('is there before the host is: what is asked on the way to it is asked in the window', async () => {
    const { window } = await startWindow();
    expect(engine.asked).toEqual([]);
    expect(window.options.show).toBe(false);
    expect(openSession.mock.calls[0]?.[0]).not.toHaveProperty('open');
  });

  it('is as light or dark as the settings say, also when they change', async () => {
    const { nativeTheme } = await startWindow();
    expect(nativeTheme.themeSource).toBe('light');
    engine.tell('view', { ...view, settings: { ...view.settings, theme: 'dark' } });
    expect(nativeTheme.themeSource).toBe('dark');
  });

  it('that was started with --read-only opens a session that nothing unlocks', async () => {
    startedWith('--host', 'demo', '--read-only');
    await startWindow();
    expect(openSession).toHaveBeenCalledWith(
      expect.objectContaining({ host: 'demo', readOnly: true, served: false }),
    );
  });

  it('is remembered, and the host is left in order, when the app ends', async () => {
    const { app, window } = await startWindow();
    window.emit('close');
    app.emit('window-all-closed');
    expect(app.did).toContain('quit');
    app.emit('will-quit', { preventDefault: vi.fn() });
    await vi.waitFor(() => expect(app.exitCode).toBe(0));
    expect(closeSession).toHaveBeenCalledTimes(1);
    expect(JSON.parse(await readFile(join(config, 'patchbay/window.json'), 'utf8'))).toEqual({
      version: 1,
      ...window.bounds,
      maximized: false,
    });
  });

  it('is not waited for more than ten seconds when the app ends', async () => {
    const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    closeSession.mockReturnValueOnce(new Promise(() => {}));
    const { app } = await startWindow();
    vi.useFakeTimers();
    app.emit('will-quit', { preventDefault: vi.fn() });
    await vi.advanceTimersByTimeAsync(9_999);
    expect(app.exitCode).toBeNull();
    await vi.advanceTimersByTimeAsync(1);
    expect(app.exitCode).toBe(0);
    expect(stderr).toHaveBeenCalledWith(
      expect.stringContaining('Within 10 seconds this has not ended: what runs on the host. Patchbay exits'),
    );
  });

  it('has a menu with reload, zoom and about, that takes no key of the page’s own', async () => {
    const { Menu } = await startWindow();
    const roles = Menu.template.flatMap((menu) => menu.submenu.map((item) => item.role));
    expect(roles).toEqual(
      expect.arrayContaining([
        'quit',
        'reload',
        'resetZoom',
        'zoomIn',
        'zoomOut',
        'about',
        'togglefullscreen',
      ]),
    );
    for (const taken of ['undo', 'redo', 'delete']) expect(roles).not.toContain(taken);
  });
});

describe('a host that cannot be opened', () => {
  it('is told, and the exit code keeps npm start from trying another window', async () => {
    const { UserFailure } = await import('#shared/userFailure.ts');
    openSession.mockRejectedValue(new UserFailure('There is no such capture.', 'Give another.'));
    const electron = await start();
    electron.app.ready();
    await vi.waitFor(() => expect(electron.app.exitCode).toBe(2));
    expect(electron.dialog.showErrorBox).toHaveBeenCalledWith('There is no such capture.', 'Give another.');
    expect(electron.BrowserWindow.all).toEqual([]);
  });
});
