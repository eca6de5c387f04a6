import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { App } from './app.ts';
import { openBrowser, type PageOptions } from './browser.ts';
import type { PatchPanel } from './panel.ts';
import { openWindow } from './window.ts';

/** The app on the simulated homelab with one window on it, in the browser of its test file. */
export class DemoWindow {
  #browser: Browser | null = null;
  #app: App | null = null;
  #page: Page | null = null;
  #panel: PatchPanel | null = null;
  #complaints: readonly string[] = [];

  /** Once for each test file: its browser ends with it, and a window that complained of something fails its test. */
  static ofThisFile(): DemoWindow {
    const window = new DemoWindow();
    beforeAll(async () => {
      window.#browser = await openBrowser();
    });
    afterEach(async () => {
      expect(window.#complaints).toEqual([]);
      await window.#leave();
      await window.#app?.remove();
      window.#app = null;
    });
    afterAll(() => window.#browser?.close());
    return window;
  }

  get page(): Page {
    return present(this.#page);
  }

  get panel(): PatchPanel {
    return present(this.#panel);
  }

  get app(): App {
    return present(this.#app);
  }

  /** Starts the app, and opens a window where the homelab is drawn. @param more arguments of `npm start` */
  async open(options: PageOptions = {}, more: readonly string[] = []): Promise<void> {
    await this.#leave();
    await this.#app?.remove();
    await this.#start(options, undefined, more);
  }

  /** Ends the app and starts it again on what it has kept, with another window. */
  async restart(options: PageOptions = {}): Promise<void> {
    await this.#leave();
    await this.app.stop();
    await this.#start(options, this.app.config);
  }

  async #start(options: PageOptions, config?: string, more: readonly string[] = []): Promise<void> {
    this.#app = await App.start('demo', config, more);
    const { page, complaints, panel } = await openWindow(present(this.#browser), this.#app, options);
    this.#page = page;
    this.#complaints = complaints;
    this.#panel = panel;
    await panel.card('link:br0').waitFor();
  }

  async #leave(): Promise<void> {
    await this.#page?.context().close();
    this.#page = null;
  }
}

function present<T>(value: T | null): T {
  if (value === null) throw new Error('The window is not open.');
  return value;
}
