import type { Browser } from 'playwright-core';
import type { App } from './app.ts';
import { type OpenedPage, openPage, type PageOptions } from './browser.ts';
import { PatchPanel } from './panel.ts';

export interface AppWindow extends OpenedPage {
  readonly panel: PatchPanel;
}

/** A window on an app, with a profile of its own; the host is drawn there. */
export async function openWindow(browser: Browser, app: App, options: PageOptions = {}): Promise<AppWindow> {
  const opened = await openPage(browser, app.url, options);
  await opened.page.locator('.cv-stage').waitFor();
  return { ...opened, panel: new PatchPanel(opened.page) };
}
