import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fakeFace, view } from '../server/support.ts';

const openSession = vi.fn();
vi.mock('#electron/engine/session/openSession.ts', () => ({ openSession }));
const index = { type: 'text/html; charset=utf-8', body: Buffer.from('<title>Patchbay</title>') };
vi.mock('#electron/server/builtFiles.ts', () => ({
  readBuiltFiles: async () => new Map([['/index.html', index]]),
}));

let config: string;
let engine: ReturnType<typeof fakeFace>;
const closeSession = vi.fn(async () => {});
const lockUntilEnd = vi.fn();

beforeEach(async () => {
  config = await mkdtemp(join(tmpdir(), 'patchbay-main-'));
  vi.stubEnv('XDG_CONFIG_HOME', config);
  vi.resetModules();
  vi.clearAllMocks();
  engine = fakeFace();
  openSession.mockResolvedValue({ ...engine.face, close: closeSession, lockUntilEnd });
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(config, { recursive: true });
});

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
      { scheme: 'patchbay', privileges: { standard: true, secure: true, supportFetchAPI: true } },
    ]);
  });

  it('a second instance leaves the first one alone', async () => {
    const { app, BrowserWindow } = await start((electron) => {
      electron.app.hasLock = false;
    });
    app.ready();
    await Promise.resolve();
    expect(app.did).toContain('quit');
    expect(openSession).not.toHaveBeenCalled();
    expect(BrowserWindow.all).toEqual([]);
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

  it('shows our page only, when it is painted', async () => {
    const { window } = await startWindow();
    expect(window.did).toEqual(['load patchbay://app/index.html']);
    window.emit('ready-to-show');
    expect(window.did).toContain('show');
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

  it('is as light or dark as the settings say, also when they change', async () => {
    const { nativeTheme } = await startWindow();
    expect(nativeTheme.themeSource).toBe('system');
    engine.tell('view', { ...view, settings: { ...view.settings, theme: 'dark' } });
    expect(nativeTheme.themeSource).toBe('dark');
  });

  it('comes to the front when the app is started again', async () => {
    const { app, window } = await startWindow();
    window.minimized = true;
    app.emit('second-instance', {}, []);
    expect(window.did).toEqual(expect.arrayContaining(['restore', 'focus']));
  });

  it('that was started with --read-only opens a session that nothing unlocks', async () => {
    const argv = vi.spyOn(process, 'argv', 'get');
    argv.mockReturnValue(['electron', '.', '--host', 'demo', '--read-only']);
    await startWindow();
    argv.mockRestore();
    expect(openSession).toHaveBeenCalledWith({ host: 'demo', readOnly: true, served: false });
  });

  it('is locked until it ends when the app is started again with --read-only', async () => {
    const { app } = await startWindow();
    expect(openSession).toHaveBeenCalledWith({ host: undefined, readOnly: false, served: false });
    app.emit('second-instance', {}, ['electron', '.']);
    expect(lockUntilEnd).not.toHaveBeenCalled();
    app.emit('second-instance', {}, ['electron', '.', '--read-only']);
    expect(lockUntilEnd).toHaveBeenCalledTimes(1);
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

  it('has a menu that takes no key of the page’s own', async () => {
    const { Menu } = await startWindow();
    const roles = Menu.template.flatMap((menu) => menu.submenu.map((item) => item.role));
    expect(roles).toContain('quit');
    for (const taken of ['undo', 'redo', 'delete', 'reload', 'zoomIn', 'zoomOut', 'resetZoom'])
      expect(roles).not.toContain(taken);
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
