import { describe, expect, it } from 'vitest';
import { parseStartOptions } from '#electron/start/args.mjs';
import { canShowElectron, facesToTry } from '#electron/start/choose.mjs';

const machine = {
  root: false,
  display: true,
  chromium: '/usr/bin/chromium',
  opener: '/usr/bin/xdg-open',
};
const options = { readOnly: false, browser: false, open: true };
const electron = '/x/electron';
const kinds = (...args: Parameters<typeof facesToTry>) => facesToTry(...args).faces.map(({ kind }) => kind);

describe('how npm start shows the app', () => {
  it('is Electron first, then a window of a browser, then the default browser', () => {
    expect(kinds(options, machine, electron)).toEqual(['electron', 'app-window', 'browser']);
  });

  it('is what is installed', () => {
    expect(kinds(options, machine, null)).toEqual(['app-window', 'browser']);
    expect(kinds(options, { ...machine, chromium: null }, null)).toEqual(['browser']);
    expect(kinds(options, { ...machine, chromium: null }, electron)).toEqual(['electron', 'browser']);
  });

  it('is the address alone when that is asked for, without a word about it', () => {
    expect(facesToTry({ open: false }, machine, null)).toEqual({ faces: [], why: '' });
  });

  it.each([
    ['there is no display', { display: false }, /display/],
    ['we are root', { root: true }, /root/],
    ['there is no browser', { chromium: null, opener: null }, /browser/],
  ])('is the address, with the reason, when %s', (_when, difference, reason) => {
    const { faces, why } = facesToTry(options, { ...machine, ...difference }, null);
    expect(faces).toEqual([]);
    expect(why).toMatch(reason);
  });

  it('looks for Electron only where that could open a window, and nothing else is asked for', () => {
    expect(canShowElectron(options, machine)).toBe(true);
    expect(canShowElectron({ ...options, browser: true }, machine)).toBe(false);
    expect(canShowElectron({ ...options, open: false }, machine)).toBe(false);
    expect(canShowElectron(options, { ...machine, display: false })).toBe(false);
    expect(canShowElectron(options, { ...machine, root: true })).toBe(false);
  });
});

describe('the arguments', () => {
  it('are none', () => {
    expect(parseStartOptions([])).toEqual({
      options: {
        host: undefined,
        readOnly: false,
        browser: false,
        open: true,
        port: 0,
        chromium: [],
        help: false,
      },
    });
  });

  it('are those of the tests', () => {
    expect(
      parseStartOptions([
        '--browser',
        '--no-open',
        '--port',
        '8080',
        '--read-only',
        '--host',
        'replay:/a b.json',
      ]),
    ).toEqual({
      options: {
        host: 'replay:/a b.json',
        readOnly: true,
        browser: true,
        open: false,
        port: 8080,
        chromium: [],
        help: false,
      },
    });
  });

  it('pass on what is Chromium’s own, as it stands, and nothing that only looks like it', () => {
    const given = ['--disable-gpu', '--host', 'demo', '--ozone-platform=x11', '--enable-features=A,B'];
    expect(parseStartOptions(given)).toMatchObject({
      options: { host: 'demo', chromium: ['--disable-gpu', '--ozone-platform=x11', '--enable-features=A,B'] },
    });
    for (const wrong of ['--disable-gpus', '--ozone_platform=x11', '--brower', '-disable-gpu'])
      expect(parseStartOptions([wrong])).toEqual({ wrong: expect.stringMatching(/./) });
  });

  it.each([
    ['--port', 'x'],
    ['--port', '-1'],
    ['--port', '65536'],
    ['--port', '1e3'],
    ['--port=', ''],
    ['--port', '0x50'],
    ['--host='],
    ['--host'],
    ['--unknown'],
    ['demo'],
  ])('that are wrong are told: %s %s', (...args) => {
    expect(parseStartOptions(args)).toEqual({ wrong: expect.stringMatching(/./) });
  });
});
