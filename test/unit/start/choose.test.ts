import { describe, expect, it } from 'vitest';
import { parseWish } from '../../../electron/start/args.mjs';
import { facesToTry } from '../../../electron/start/choose.mjs';

const machine = {
  root: false,
  display: true,
  electron: '/x/electron',
  chromium: '/usr/bin/chromium',
  opener: '/usr/bin/xdg-open',
};
const wish = { readOnly: false, browser: false, open: true };
const kinds = (...args: Parameters<typeof facesToTry>) => facesToTry(...args).faces.map(({ kind }) => kind);

describe('how npm start shows the app', () => {
  it('is Electron first, then a window of a browser, then the default browser', () => {
    expect(kinds(wish, machine)).toEqual(['electron', 'app-window', 'browser']);
  });

  it('is what is installed', () => {
    expect(kinds(wish, { ...machine, electron: null })).toEqual(['app-window', 'browser']);
    expect(kinds(wish, { ...machine, electron: null, chromium: null })).toEqual(['browser']);
    expect(kinds(wish, { ...machine, chromium: null })).toEqual(['electron', 'browser']);
  });

  it('is a browser when that is asked for', () => {
    expect(kinds({ ...wish, browser: true }, machine)).toEqual(['app-window', 'browser']);
  });

  it('is the address alone when that is asked for, without a word about it', () => {
    expect(facesToTry({ browser: false, open: false }, machine)).toEqual({ faces: [], why: '' });
  });

  it.each([
    ['there is no display', { display: false }, /display/],
    ['we are root', { root: true }, /root/],
    ['there is no browser', { electron: null, chromium: null, opener: null }, /browser/],
  ])('is the address, with the reason, when %s', (_when, difference, reason) => {
    const { faces, why } = facesToTry(wish, { ...machine, ...difference });
    expect(faces).toEqual([]);
    expect(why).toMatch(reason);
  });
});

describe('the arguments', () => {
  it('are none', () => {
    expect(parseWish([])).toEqual({
      wish: { host: undefined, readOnly: false, browser: false, open: true, port: 0, help: false },
    });
  });

  it('are those of the tests', () => {
    expect(
      parseWish(['--browser', '--no-open', '--port', '8080', '--read-only', '--host', 'replay:/a b.json']),
    ).toEqual({
      wish: { host: 'replay:/a b.json', readOnly: true, browser: true, open: false, port: 8080, help: false },
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
    expect(parseWish(args)).toEqual({ wrong: expect.stringMatching(/./) });
  });
});
