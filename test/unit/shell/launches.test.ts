import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Asked } from '#electron/shell/arguments.ts';
import { UserFailure } from '#shared/userFailure.ts';

vi.mock('electron', () => import('./fakeElectron.ts'));
const { app, BrowserWindow, dialog } = await import('./fakeElectron.ts');
const { Launches } = await import('#electron/shell/launches.ts');
const { actOnLaunch } = await import('#electron/shell/relaunch.ts');

const session = { openNamed: vi.fn(async (_host: string) => {}), lockUntilEnd: vi.fn() };
const makeWindow = () => new BrowserWindow({ webPreferences: {} });
const act = (asked: Asked, window: ReturnType<typeof makeWindow>) =>
  actOnLaunch(asked, window as never, session as never);

beforeEach(() => {
  vi.clearAllMocks();
  app.removeAllListeners();
});

describe('a further launch', () => {
  it('is kept until there is a window for it, and then acted on, as are all that follow', () => {
    const launches = new Launches();
    const demo = { host: 'demo', readOnly: false };
    app.emit('second-instance', {}, [], '/', demo);
    const acted: Asked[] = [];
    launches.follow((asked) => acted.push(asked));
    expect(acted).toEqual([demo]);
    app.emit('second-instance', {}, [], '/', { host: 'local', readOnly: true });
    expect(acted).toEqual([demo, { host: 'local', readOnly: true }]);
  });

  it.each([
    null,
    'demo',
    { host: '' },
    { host: 7, readOnly: true },
    { host: 'demo', readOnly: false, run: 'x' },
    { host: 'x'.repeat(5000), readOnly: false },
  ])('that can’t be understood asks for the window alone: %j', (passedOn) => {
    const acted: Asked[] = [];
    new Launches().follow((asked) => acted.push(asked));
    app.emit('second-instance', {}, [], '/', passedOn);
    expect(acted).toEqual([{ host: null, readOnly: false }]);
  });

  it('without a host brings the window to the front, also a minimized one', async () => {
    const window = makeWindow();
    window.minimized = true;
    await act({ host: null, readOnly: false }, window);
    expect(window.did).toEqual(['restore', 'show', 'focus']);
    expect(session.openNamed).not.toHaveBeenCalled();
    expect(session.lockUntilEnd).not.toHaveBeenCalled();
  });

  it('with a host opens that first', async () => {
    const window = makeWindow();
    session.openNamed.mockImplementationOnce(async () => expect(window.did).toEqual([]));
    await act({ host: 'replay:/tmp/x.json', readOnly: false }, window);
    expect(session.openNamed).toHaveBeenCalledWith('replay:/tmp/x.json');
    expect(window.did).toEqual(['show', 'focus']);
  });

  it('with --read-only locks before anything else', async () => {
    session.openNamed.mockImplementationOnce(async () => expect(session.lockUntilEnd).toHaveBeenCalledOnce());
    await act({ host: 'demo', readOnly: true }, makeWindow());
    expect(session.openNamed).toHaveBeenCalledOnce();
  });

  it('whose host can’t be opened is told so, over the window that stays as it was', async () => {
    const window = makeWindow();
    session.openNamed.mockRejectedValueOnce(new UserFailure('“Move eno1” waits.', 'Confirm it first.'));
    await act({ host: 'demo', readOnly: false }, window);
    expect(dialog.showMessageBox).toHaveBeenCalledWith(window, {
      type: 'error',
      message: '“Move eno1” waits.',
      detail: 'Confirm it first.',
    });
    expect(window.did).toContain('focus');
  });
});
