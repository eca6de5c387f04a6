import type { Session, WebContents } from 'electron';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { hardenContents, hardenSession } from '#electron/shell/security.ts';
import { FakeSession, FakeWebContents } from './fakeElectron.ts';

vi.mock('electron', () => import('./fakeElectron.ts'));

const page = 'patchbay://app/index.html';
const foreign = [
  'https://evil.example/',
  'patchbay://evil/',
  'patchbay://app.evil/',
  'file:///etc/passwd',
  '',
];

describe('the session', () => {
  let session: FakeSession;
  beforeEach(() => {
    session = new FakeSession();
    hardenSession(session as unknown as Session);
  });

  const request = (permission: string, requestingUrl: string) => {
    const decide = vi.fn();
    session.permissionRequest?.(null, permission, decide, { requestingUrl });
    expect(decide).toHaveBeenCalledTimes(1);
    return decide.mock.calls[0]?.[0];
  };
  const check = (permission: string, origin: string) =>
    session.permissionCheck?.(null, permission, origin, {});

  it.each([
    'media',
    'geolocation',
    'notifications',
    'openExternal',
    'clipboard-read',
    'display-capture',
    'fullscreen',
    'hid',
    'serial',
    'usb',
    'fileSystem',
    'unknown',
  ])('denies our page %s, asked or checked', (permission) => {
    expect(request(permission, page)).toBe(false);
    expect(check(permission, 'patchbay://app')).toBe(false);
  });

  it('lets our page, and no other, write to the clipboard', () => {
    expect(request('clipboard-sanitized-write', page)).toBe(true);
    expect(check('clipboard-sanitized-write', 'patchbay://app')).toBe(true);
    for (const url of foreign) {
      expect(request('clipboard-sanitized-write', url)).toBe(false);
      expect(check('clipboard-sanitized-write', url)).toBe(false);
    }
  });

  it('gives no devices', () => {
    expect(session.devicePermission?.({ deviceType: 'usb', origin: page })).toBe(false);
  });

  it('downloads nothing', () => {
    const event = { preventDefault: vi.fn() };
    session.emit('will-download', event);
    expect(event.preventDefault).toHaveBeenCalled();
  });

  it.each(foreign)('loads nothing from elsewhere: %j', (url) => {
    const decide = vi.fn();
    session.beforeRequest?.({ url }, decide);
    expect(decide).toHaveBeenCalledExactlyOnceWith({ cancel: true });
  });

  it('loads our own files', () => {
    const decide = vi.fn();
    session.beforeRequest?.({ url: 'patchbay://app/assets/main.js' }, decide);
    expect(decide).toHaveBeenCalledExactlyOnceWith({ cancel: false });
  });
});

describe('the contents of a window', () => {
  let contents: FakeWebContents;
  beforeEach(() => {
    contents = new FakeWebContents();
    hardenContents(contents as unknown as WebContents);
  });

  it.each(['will-navigate', 'will-frame-navigate', 'will-redirect'])('go nowhere: %s', (name) => {
    for (const url of [...foreign, page]) expect(contents.prevents(name, url)).toBe(true);
  });

  it('open no window', () => {
    for (const url of [...foreign, page]) expect(contents.openHandler?.({ url })).toEqual({ action: 'deny' });
  });

  it('embed no webview', () => {
    expect(contents.prevents('will-attach-webview', {}, { src: page })).toBe(true);
  });
});
