import { access, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test as base, beforeAll, beforeEach, describe, expect, vi } from 'vitest';
import { nodeBinary, type Release } from '../support/nodes.ts';
import { Checkout, electronVersion, electronZip } from './support/checkout.ts';
import { type Manner, Mirror } from './support/mirror.ts';
import { type Run, run } from './support/terminal.ts';

// `npm start` of an ordinary user at a terminal, with a mirror of Electron’s releases whose zip holds a stand-in for its
// binary: the whole way from the question to the window, by electron’s own packages.

const question = /Download Electron 45 \(about 120 MB\) to open Patchbay in its own window\? \[Y\/n\]/;
const inBrowser = /Patchbay is at http:\/\/127\.0\.0\.1:\d+/;
const start = ['electron/start/start.mjs', '--host', 'demo'];
const zip = electronZip(electronVersion);

/** A checkout and a mirror of a test’s own. */
class Place {
  readonly #running = new Set<Run>();
  readonly mirror: Mirror;
  readonly checkout: Checkout;
  readonly #url: string;

  private constructor(mirror: Mirror, url: string, checkout: Checkout) {
    this.mirror = mirror;
    this.#url = url;
    this.checkout = checkout;
  }

  static async make(): Promise<Place> {
    const mirror = new Mirror(zip);
    return new Place(mirror, await mirror.start(), await Checkout.make(zip));
  }

  begin(node: string, argv = start, { atTerminal = true, env = {} } = {}): Run {
    const settings = { ELECTRON_MIRROR: this.#url, electron_config_cache: join(this.checkout.home, 'cache') };
    const begun = run(this.checkout, [node, ...argv], { ...settings, ...env }, atTerminal);
    this.#running.add(begun);
    return begun;
  }

  /** Starts Patchbay, and answers the question. */
  async answer(node: string, keys: string): Promise<Run> {
    const begun = this.begin(node);
    await begun.says(question);
    begun.type(keys);
    return begun;
  }

  async clear(): Promise<void> {
    await Promise.all([...this.#running].map((each) => each.end()));
    await this.mirror.stop();
    await this.checkout.remove();
  }
}

const it = base.extend<{ place: Place }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads what a fixture needs from this pattern
  place: async ({}, use) => {
    const place = await Place.make();
    await use(place);
    await place.clear();
  },
});

describe.concurrent.each(['20.19', '22', '24'] as const satisfies readonly Release[])(
  'Electron arrives, on Node %s',
  (release) => {
    let node: string;
    let lack = '';
    beforeAll(async () => {
      try {
        await access('/usr/bin/script');
        node = await nodeBinary(release);
      } catch (error) {
        lack = `no terminal of util-linux, or no Node ${release} from the npm registry: ${error}`;
      }
    }, 180_000);
    beforeEach(({ skip }) => {
      if (lack !== '') skip(lack);
    });

    it('is asked for once, downloaded with its progress shown, and opens its window', async ({ place }) => {
      const first = await place.answer(node, '\r');
      expect(await first.end()).toBe(0);
      expect(first.said()).toMatch(/\[█{24}\] {2}100 % {2}0\.6 of 0\.6 MB {2}[\d.]+ MB\/s/);
      expect(first.said()).not.toMatch(inBrowser);
      expect(await place.checkout.wrote('electron-args')).toBe(`${place.checkout.folder}\n--host\ndemo\n`);
      expect(await place.checkout.answer()).toEqual({
        version: 1,
        electron: electronVersion,
        download: true,
        failedAt: null,
      });
      expect(place.mirror.asked).toEqual([
        `/v${electronVersion}/electron-v${electronVersion}-linux-${process.arch}.zip`,
      ]);

      const second = place.begin(node, [...start, '--ozone-platform=x11']);
      expect(await second.end()).toBe(0);
      expect(second.said()).toBe('');
      expect(await place.checkout.wrote('electron-args')).toBe(
        `--ozone-platform=x11\n${place.checkout.folder}\n--host\ndemo\n`,
      );
      expect(place.mirror.asked).toHaveLength(1);
    });

    it.for<[manner: Manner, why: RegExp]>([
      ['silent', /the server sent nothing for 5 seconds/],
      ['stalled', /nothing more arrived for 20 seconds/],
      ['cut', /the connection broke off/],
      ['refused', /127\.0\.0\.1:\d+ answered 404 \(Not Found\)/],
    ])(
      'from a mirror that is %s: says why and opens the browser, and rests',
      // For 20 s of it nothing arrives, by design: too much of the usual time on a busy machine.
      { timeout: 90_000 },
      async ([manner, reason], { place }) => {
        place.mirror.manner = manner;
        const first = await place.answer(node, 'y\r');
        await first.says(inBrowser);
        expect(first.said()).toMatch(
          new RegExp(
            `Electron could not be downloaded: ${reason.source}\\. Patchbay opens in a browser; npm run electron tries again\\.`,
          ),
        );
        // The desktop’s program is started after the address is printed.
        await vi.waitFor(
          async () =>
            expect(await place.checkout.wrote('opened')).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=/),
          { timeout: 10_000 },
        );
        await first.end();
        expect(await place.checkout.answer()).toMatchObject({ download: true, failedAt: expect.any(Number) });

        place.mirror.manner = 'good';
        const second = place.begin(node);
        await second.says(inBrowser);
        expect(second.said()).toContain('Electron could not be downloaded at the last try.');
        await second.end();
        expect(place.mirror.asked).toHaveLength(1);

        const byHand = place.begin(node, ['electron/start/electron/get.mjs']);
        expect(await byHand.end()).toBe(0);
        expect(byHand.said()).toContain('npm start opens Patchbay in its own window.');
        expect(await place.begin(node).end()).toBe(0);
        expect(await place.checkout.wrote('electron-args')).not.toBeNull();
      },
    );

    it('a day after a failure is tried again without a question', async ({ place }) => {
      place.mirror.manner = 'refused';
      const first = await place.answer(node, '\r');
      await first.says(inBrowser);
      await first.end();
      const kept = join(place.checkout.home, '.local/state/patchbay/electron.json');
      const answer = JSON.parse(await readFile(kept, 'utf8'));
      await writeFile(kept, JSON.stringify({ ...answer, failedAt: answer.failedAt - 24 * 60 * 60_000 - 1 }));
      place.mirror.manner = 'good';
      const again = place.begin(node);
      expect(await again.end()).toBe(0);
      expect(again.said()).not.toMatch(/\[Y\/n\]/);
      expect(await place.checkout.wrote('electron-args')).not.toBeNull();
    });

    it('from a slow mirror arrives all the same', async ({ place }) => {
      place.mirror.manner = 'slow';
      const slow = await place.answer(node, '\r');
      expect(await slow.end()).toBe(0);
      expect(await place.checkout.wrote('electron-args')).not.toBeNull();
    });

    it('with a wrong checksum is thrown away', async ({ place }) => {
      await writeFile(
        join(place.checkout.electron, 'checksums.json'),
        JSON.stringify({ [`electron-v${electronVersion}-linux-${process.arch}.zip`]: '0'.repeat(64) }),
      );
      const wrong = await place.answer(node, '\r');
      await wrong.says(inBrowser);
      expect(wrong.said()).toContain('has not the checksum of Electron’s npm package, and was thrown away');
      await expect(access(join(place.checkout.electron, 'dist'))).rejects.toThrow();
      await expect(access(join(place.checkout.home, 'cache'))).rejects.toThrow();
    });

    it('is unpacked from the cache without a question, also where nothing can be reached', async ({
      place,
    }) => {
      await (await place.answer(node, '\r')).end();
      await place.mirror.stop();
      await writeFile(join(place.checkout.electron, 'path.txt'), 'gone');
      const offline = place.begin(node);
      expect(await offline.end()).toBe(0);
      expect(offline.said().replaceAll('\r', '')).toBe(`Unpacking Electron ${electronVersion} …\n`);
    });

    it('offline opens the browser at once', async ({ place }) => {
      await place.mirror.stop();
      const offline = await place.answer(node, '\r');
      await offline.says(inBrowser);
      expect(offline.said()).toContain(
        'Electron could not be downloaded: the server can’t be reached (ECONNREFUSED).',
      );
    });

    it('is skipped by Ctrl-C, at the question and during the download, and asked for again', async ({
      place,
    }) => {
      const atQuestion = await place.answer(node, '\u0003');
      await atQuestion.says(inBrowser);
      await atQuestion.end();
      expect(await place.checkout.answer()).toBeNull();

      place.mirror.manner = 'stalled';
      const inDownload = await place.answer(node, '\r');
      await inDownload.says(/% /);
      inDownload.type('\u0003');
      await inDownload.says(inBrowser);
      expect(inDownload.said()).toContain(
        'Skipped. Patchbay opens in a browser; npm run electron downloads it.',
      );
      await inDownload.end();
      expect(await place.checkout.answer()).toMatchObject({ download: true, failedAt: null });
      place.mirror.manner = 'good';
      expect(await place.begin(node).end()).toBe(0);
      expect(await place.checkout.wrote('electron-args')).not.toBeNull();
    });

    it('that was declined is not asked for again', async ({ place }) => {
      const declined = await place.answer(node, 'n\r');
      await declined.says(inBrowser);
      await declined.end();
      const second = place.begin(node);
      await second.says(inBrowser);
      expect(second.said()).not.toMatch(/Electron|\[Y\/n\]/);
      expect(place.mirror.asked).toEqual([]);
    });

    it('is named, not asked for, where there is no terminal', async ({ place }) => {
      const scripted = place.begin(node, start, { atTerminal: false });
      await scripted.says(inBrowser);
      expect(scripted.said()).toContain(
        'Electron is not downloaded. Patchbay opens in a browser; npm run electron downloads it (about 120 MB).',
      );
      expect(place.mirror.asked).toEqual([]);
    });

    it('is not asked for where it could not be unpacked', async ({ place }) => {
      await place.checkout.lockElectron(true);
      const locked = place.begin(node);
      await locked.says(inBrowser);
      expect(locked.said()).toContain(
        `Electron can’t be unpacked, as you may not write in ${place.checkout.electron}.`,
      );
      expect(locked.said()).not.toMatch(/\[Y\/n\]/);
      await place.checkout.lockElectron(false);
    });

    it('is that of ELECTRON_OVERRIDE_DIST_PATH where that is set', async ({ place }) => {
      const elsewhere = join(place.checkout.folder, 'bin');
      const env = { ELECTRON_OVERRIDE_DIST_PATH: elsewhere };
      const missing = place.begin(node, start, { env });
      await missing.says(inBrowser);
      expect(missing.said()).toContain(
        `ELECTRON_OVERRIDE_DIST_PATH names no Electron: ${elsewhere}/electron can’t be run.`,
      );
      await missing.end();
      await writeFile(join(elsewhere, 'electron'), '#!/bin/sh\nprintf "shown\\n" >&3\nexit 7\n', {
        mode: 0o755,
      });
      expect(await place.begin(node, start, { env }).end()).toBe(7);
      expect(place.mirror.asked).toEqual([]);
    });
  },
);
