import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { eventNames, type PreloadApi, requestSchemas } from '#shared/api.ts';
import { exposed, ipcRenderer } from './fakeElectron.ts';

vi.mock('electron', () => import('./fakeElectron.ts'));

let api: PreloadApi;
beforeAll(async () => {
  await import('#electron/shell/preload.ts');
  api = exposed.get('patchbay') as PreloadApi;
});
beforeEach(() => {
  ipcRenderer.invoked.length = 0;
  ipcRenderer.removeAllListeners();
});

describe('the preload', () => {
  it('exposes two functions and nothing else', () => {
    expect([...exposed.keys()]).toEqual(['patchbay']);
    expect(Object.keys(api).sort()).toEqual(['request', 'subscribe']);
    expect(Object.values(api).every((value) => typeof value === 'function')).toBe(true);
  });

  it('passes every request that there is', async () => {
    for (const name of Object.keys(requestSchemas)) await api.request(name as 'view.open', {});
    expect(ipcRenderer.invoked).toEqual(
      Object.keys(requestSchemas).map((name) => ['patchbay:request', name, {}]),
    );
  });

  it.each(['shell.exec', 'constructor', '__proto__', ''])('passes no other: %j', async (name) => {
    await expect(api.request(name as 'view.open', {})).rejects.toThrow();
    expect(ipcRenderer.invoked).toEqual([]);
  });

  it('passes every event that there is, without what electron adds to it', () => {
    const heard: unknown[][] = [];
    const end = api.subscribe((...args) => heard.push(args));
    expect(ipcRenderer.sent.at(-1)).toEqual(['patchbay:follow']);
    const electronEvent = { sender: ipcRenderer };
    for (const name of eventNames) ipcRenderer.emit('patchbay:event', electronEvent, name, { of: name });
    ipcRenderer.emit('patchbay:event', electronEvent, 'constructor', {});
    expect(heard).toEqual(eventNames.map((name) => [name, { of: name }]));
    end();
    ipcRenderer.emit('patchbay:event', electronEvent, 'view', {});
    expect(heard).toHaveLength(eventNames.length);
  });
});
