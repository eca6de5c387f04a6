import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { lookAround } from '#electron/start/machine.mjs';

const screenshots = join(import.meta.dirname, '../screenshots');

/** The Chromium or Chrome of this machine, headless. @throws when there is none */
export async function openBrowser(): Promise<Browser> {
  const { chromium: executablePath, root } = lookAround();
  if (executablePath === null) throw new Error('Browser tests need Chromium: apt-get install chromium');
  return chromium.launch({
    executablePath,
    args: [
      // Chromium's own sandbox does not run as root.
      ...(root ? ['--no-sandbox'] : []),
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

export interface PageOptions {
  readonly colorScheme?: 'light' | 'dark';
  readonly width?: number;
  readonly height?: number;
  /** What lies between the page and the app; absent: nothing. */
  readonly proxy?: { readonly server: string; readonly bypass: string };
}

/** A page with a profile of its own. What the page or its content policy complains about fails `complaints`. */
export async function openPage(
  browser: Browser,
  url: string,
  options: PageOptions = {},
): Promise<OpenedPage> {
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1440, height: options.height ?? 900 },
    colorScheme: options.colorScheme ?? 'light',
    reducedMotion: 'reduce',
    ...(options.proxy === undefined ? {} : { proxy: options.proxy }),
  });
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: new URL(url).origin });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  await page.goto(url);
  return { page, complaints };
}

export interface OpenedPage {
  readonly page: Page;
  /** Errors and warnings of the page so far, content policy violations among them. */
  readonly complaints: string[];
}

/** Writes `test/e2e/screenshots/NAME.png` for people to look at. */
export async function shoot(page: Page, name: string): Promise<void> {
  await mkdir(screenshots, { recursive: true });
  await page.screenshot({ path: join(screenshots, `${name}.png`) });
}
