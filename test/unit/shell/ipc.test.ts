import { beforeEach, describe, expect, it, vi } from 'vitest';
import { answerWindows } from '#electron/shell/ipc.ts';
import { fakeFace, patch, view } from '../server/support.ts';
import { FakeWebContents, ipcMain } from './fakeElectron.ts';

vi.mock('electron', () => import('./fakeElectron.ts'));

const page = 'patchbay://app/index.html';
const engine = fakeFace();
const reported: unknown[] = [];

beforeEach(() => {
  ipcMain.removeAllListeners();
  ipcMain.handlers.clear();
  engine.asked.length = 0;
  answerWindows(engine.face, (error) => reported.push(error));
});

const frame = (url: string, parent: object | null = null) => ({ url, parent });
const invoke = (senderFrame: object | null, ...args: unknown[]) =>
  ipcMain.handlers.get('patchbay:request')?.({ senderFrame, sender: new FakeWebContents() }, ...args);

const strangers: [string, object | null][] = [
  ['a web page', frame('https://evil.example/index.html')],
  ['a file', frame('file:///index.html')],
  ['another host of our scheme', frame('patchbay://evil/index.html')],
  ['a host that begins as ours', frame('patchbay://app.evil/index.html')],
  ['a name before ours', frame('patchbay://x@app/index.html')],
  ['a data URL', frame('data:text/html,patchbay://app/')],
  ['an empty frame', frame('about:blank')],
  ['a frame inside our page', frame(page, frame(page))],
  ['a frame that is gone', null],
];

describe('requests', () => {
  it('of our page are answered', async () => {
    expect(await invoke(frame(page), 'view.open', {})).toEqual({ ok: true, value: view });
  });

  it.each(strangers)('of %s are not', async (_who, senderFrame) => {
    expect(await invoke(senderFrame, 'view.open', {})).toMatchObject({ ok: false });
    expect(engine.asked).toEqual([]);
  });

  it.each([
    ['an unknown name', 'shell.exec', {}],
    ['a name that objects have', 'constructor', {}],
    ['no name', undefined, undefined],
    ['an array for a name', ['view.open'], {}],
    ['input that does not fit', 'edit.apply', { planId: 1 }],
    ['input too many', 'view.open', { extra: true }],
  ])('with %s get an error and reach no engine', async (_what, name, input) => {
    expect(await invoke(frame(page), name, input)).toMatchObject({ ok: false, error: { message: /./ } });
    expect(engine.asked).toEqual([]);
  });

  it('use one channel', () => {
    expect([...ipcMain.handlers.keys(), ...ipcMain.eventNames()]).toEqual([
      'patchbay:request',
      'patchbay:follow',
    ]);
  });
});

describe('events', () => {
  const follow = (sender: FakeWebContents, senderFrame: object | null) =>
    ipcMain.emit('patchbay:follow', { sender, senderFrame });

  it('begin with a whole view and go on', async () => {
    const window = new FakeWebContents();
    follow(window, frame(page));
    await vi.waitFor(() => expect(window.sent).toHaveLength(1));
    engine.tell('patch', patch(3));
    expect(window.sent).toEqual([
      { channel: 'patchbay:event', args: ['view', view] },
      { channel: 'patchbay:event', args: ['patch', patch(3)] },
    ]);
    window.destroy();
  });

  it('begin anew, and do not come twice, when the page is reloaded', async () => {
    const window = new FakeWebContents();
    follow(window, frame(page));
    await vi.waitFor(() => expect(window.sent).toHaveLength(1));
    follow(window, frame(page));
    await vi.waitFor(() => expect(window.sent).toHaveLength(2));
    expect(window.sent[1]?.args).toEqual(['view', view]);
    engine.tell('patch', patch(3));
    expect(window.sent).toHaveLength(3);
    window.destroy();
  });

  it('tell what is asked on the way to a host before there is a view, again when the page is reloaded', async () => {
    const connecting = {
      host: 'ssh://lab',
      question: null,
      failure: null,
      hosts: [],
      keptHosts: [],
      theme: 'system',
    } as const;
    let isOpen = false;
    const far = fakeFace({ 'view.open': () => (isOpen ? view : new Promise(() => {})) });
    ipcMain.removeAllListeners();
    ipcMain.handlers.clear();
    answerWindows(
      {
        ...far.face,
        subscribe: (listener) => {
          if (!isOpen) listener('connecting', connecting);
          return far.face.subscribe(listener);
        },
      },
      (error) => reported.push(error),
    );
    const window = new FakeWebContents();
    follow(window, frame(page));
    follow(window, frame(page));
    expect(window.sent.map(({ args }) => args)).toEqual([
      ['connecting', connecting],
      ['connecting', connecting],
    ]);
    expect(far.listenerCount()).toBe(1);
    isOpen = true;
    far.tell('connecting', null);
    expect(window.sent[2]?.args).toEqual(['connecting', null]);
    window.destroy();
    expect(far.listenerCount()).toBe(0);
  });

  it('end with their window', () => {
    const window = new FakeWebContents();
    follow(window, frame(page));
    expect(engine.listenerCount()).toBe(1);
    window.destroy();
    expect(engine.listenerCount()).toBe(0);
  });

  it.each(strangers)('are not told to %s', async (_who, senderFrame) => {
    const window = new FakeWebContents();
    follow(window, senderFrame);
    expect(engine.listenerCount()).toBe(0);
    engine.tell('patch', patch(3));
    expect(window.sent).toEqual([]);
  });
});
