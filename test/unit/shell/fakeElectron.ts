import { EventEmitter } from 'node:events';
import { vi } from 'vitest';

/**
 * Stands in for the `electron` module: it keeps what it was told, so that a test can ask, and calls back what was
 * registered, so that a test can see what it does.
 */

export class FakeWebContents extends EventEmitter {
  readonly sent: { channel: string; args: unknown[] }[] = [];
  openHandler: ((details: { url: string }) => { action: string }) | null = null;
  destroyed = false;
  readonly did: string[] = [];

  reload() {
    this.did.push('reload');
  }
  forcefullyCrashRenderer() {
    this.did.push('crash');
    this.emit('render-process-gone', {}, { reason: 'killed', exitCode: 9 });
  }

  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }) {
    this.openHandler = handler;
  }

  send(channel: string, ...args: unknown[]) {
    if (this.destroyed) throw new TypeError('Object has been destroyed');
    this.sent.push({ channel, args });
  }

  isDestroyed() {
    return this.destroyed;
  }

  destroy() {
    this.destroyed = true;
    this.emit('destroyed');
  }

  /** Emits an event that a listener may prevent; returns whether one did. */
  prevents(name: string, ...args: unknown[]): boolean {
    const event = { preventDefault: vi.fn() };
    this.emit(name, event, ...args);
    return event.preventDefault.mock.calls.length > 0;
  }
}

type Decide = (granted: boolean) => void;

export class FakeSession extends EventEmitter {
  permissionRequest:
    | ((contents: unknown, permission: string, decide: Decide, details: object) => void)
    | null = null;
  permissionCheck:
    | ((contents: unknown, permission: string, origin: string, details: object) => boolean)
    | null = null;
  devicePermission: ((details: object) => boolean) | null = null;
  beforeRequest: ((details: { url: string }, decide: (answer: { cancel: boolean }) => void) => void) | null =
    null;
  readonly handlers = new Map<string, (request: Request) => Response>();

  readonly webRequest = {
    onBeforeRequest: (listener: NonNullable<FakeSession['beforeRequest']>) => {
      this.beforeRequest = listener;
    },
  };
  readonly protocol = {
    handle: (scheme: string, handler: (request: Request) => Response) => {
      this.handlers.set(scheme, handler);
    },
  };
  setPermissionRequestHandler(handler: NonNullable<FakeSession['permissionRequest']>) {
    this.permissionRequest = handler;
  }
  setPermissionCheckHandler(handler: NonNullable<FakeSession['permissionCheck']>) {
    this.permissionCheck = handler;
  }
  setDevicePermissionHandler(handler: NonNullable<FakeSession['devicePermission']>) {
    this.devicePermission = handler;
  }
}

class FakeWindow extends EventEmitter {
  static readonly all: FakeWindow[] = [];
  readonly options: Record<string, unknown> & { webPreferences: Record<string, unknown> };
  readonly webContents = new FakeWebContents();
  readonly did: string[] = [];
  bounds = { x: 10, y: 20, width: 1000, height: 700 };
  minimized = false;
  maximized = false;

  constructor(options: FakeWindow['options']) {
    super();
    this.options = options;
    FakeWindow.all.push(this);
    app.emit('web-contents-created', {}, this.webContents);
  }

  async loadURL(url: string) {
    this.did.push(`load ${url}`);
  }
  show() {
    this.did.push('show');
  }
  focus() {
    this.did.push('focus');
  }
  restore() {
    this.did.push('restore');
  }
  maximize() {
    this.maximized = true;
  }
  isMaximized() {
    return this.maximized;
  }
  isMinimized() {
    return this.minimized;
  }
  isDestroyed() {
    return false;
  }
  getNormalBounds() {
    return this.bounds;
  }
}

class FakeApp extends EventEmitter {
  readonly did: string[] = [];
  readonly paths = new Map<string, string>();
  name = '';
  desktopName = '';
  about: Record<string, string> = {};
  /** What a second instance passes on to the first. */
  passedOn: unknown = null;
  isPackaged = true;
  /** Set by a test that is the second instance. */
  hasLock = true;
  exitCode: number | null = null;
  ready = () => {};
  readonly #ready = new Promise<void>((resolve) => {
    this.ready = resolve;
  });

  enableSandbox() {
    this.did.push('enableSandbox');
  }
  setName(name: string) {
    this.name = name;
  }
  setDesktopName(name: string) {
    this.desktopName = name;
  }
  setAboutPanelOptions(about: Record<string, string>) {
    this.about = about;
  }
  setPath(name: string, path: string) {
    this.did.push(`path ${name}`);
    this.paths.set(name, path);
  }
  requestSingleInstanceLock(passedOn: unknown) {
    this.passedOn = passedOn;
    this.did.push('lock');
    return this.hasLock;
  }
  whenReady() {
    return this.#ready;
  }
  quit() {
    this.did.push('quit');
  }
  exit(code = 0) {
    this.exitCode = code;
  }
}

type Invoked = (event: object, ...args: unknown[]) => unknown;

class FakeIpcMain extends EventEmitter {
  readonly handlers = new Map<string, Invoked>();
  handle(channel: string, handler: Invoked) {
    this.handlers.set(channel, handler);
  }
}

class FakeIpcRenderer extends EventEmitter {
  readonly invoked: unknown[][] = [];
  readonly sent: unknown[][] = [];
  invoke(...args: unknown[]) {
    this.invoked.push(args);
    return Promise.resolve({ ok: true, value: null });
  }
  send(...args: unknown[]) {
    this.sent.push(args);
  }
}

export const app = new FakeApp();
export const ipcMain = new FakeIpcMain();
export const ipcRenderer = new FakeIpcRenderer();
export const exposed = new Map<string, unknown>();
export const contextBridge = {
  exposeInMainWorld: (name: string, api: unknown) => {
    exposed.set(name, api);
  },
};
export const session = { defaultSession: new FakeSession() };
export const BrowserWindow = FakeWindow;
export const nativeTheme = { themeSource: 'system', shouldUseDarkColors: false };
export const screen = { getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }] };
export const dialog = {
  showErrorBox: vi.fn(),
  showMessageBox: vi.fn(async (_window: unknown, _options: Record<string, unknown>) => ({ response: 0 })),
};
export const registeredSchemes: { scheme: string; privileges: Record<string, boolean> }[] = [];
export const protocol = {
  registerSchemesAsPrivileged: (schemes: typeof registeredSchemes) => {
    registeredSchemes.push(...schemes);
  },
};
type Template = { label: string; submenu: { role?: string }[] }[];
export const Menu = {
  template: [] as Template,
  buildFromTemplate: (template: Template) => template,
  setApplicationMenu: (template: Template) => {
    Menu.template = template;
  },
};
