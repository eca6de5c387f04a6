import { describe, expect, it } from 'vitest';
import { parseStartOptions } from '#electron/start/args.mjs';
import { facesToTry } from '#electron/start/choose.mjs';

const machine = {
  root: false,
  display: true,
  electron: '/x/electron',
  chromium: '/usr/bin/chromium',
  opener: '/usr/bin/xdg-open',
};
const options = { readOnly: false, browser: false, open: true };
const kinds = (...args: Parameters<typeof facesToTry>) => facesToTry(...args).faces.map(({ kind }) => kind);

describe('how npm start shows the app', () => {
  it('is Electron first, then a window of a browser, then the default browser', () => {
    expect(kinds(options, machine)).toEqual(['electron', 'app-window', 'browser']);
  });

  it('is what is installed', () => {
    expect(kinds(options, { ...machine, electron: null })).toEqual(['app-window', 'browser']);
    expect(kinds(options, { ...machine, electron: null, chromium: null })).toEqual(['browser']);
    expect(kinds(options, { ...machine, chromium: null })).toEqual(['electron', 'browser']);
  });

  it('is a browser when that is asked for', () => {
    expect(kinds({ ...options, browser: true }, machine)).toEqual(['app-window', 'browser']);
  });

  it('is the address alone when that is asked for, without a word about it', () => {
    expect(facesToTry({ browser: false, open: false }, machine)).toEqual({ faces: [], why: '' });
  });

  it.each([
    ['there is no display', { display: false }, /display/],
    ['we are root', { root: true }, /root/],
    ['there is no browser', { electron: null, chromium: null, opener: null }, /browser/],
  ])('is the address, with the reason, when %s', (_when, difference, reason) => {
    const { faces, why } = facesToTry(options, { ...machine, ...difference });
    expect(faces).toEqual([]);
    expect(why).toMatch(reason);
  });
});

describe('the arguments', () => {
  it('are none', () => {
    expect(parseStartOptions([])).toEqual({
      options: { host: undefined, readOnly: false, browser: false, open: true, port: 0, help: false },
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
        help: false,
      },
    });
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
