import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** The page scrolls in no direction, and each of these stands in the window as a whole, with nothing of it cut off. */
export async function expectToFit(page: Page, selectors: readonly string[]): Promise<void> {
  const misfits = await page.evaluate((all) => {
    const { scrollWidth, scrollHeight } = document.documentElement;
    const { innerWidth, innerHeight } = window;
    const cut = all.filter((selector) => {
      const box = document.querySelector(selector)?.getBoundingClientRect();
      if (box === undefined || box.width === 0 || box.height === 0) return true;
      return box.left < 0 || box.top < 0 || box.right > innerWidth + 1 || box.bottom > innerHeight + 1;
    });
    return scrollWidth > innerWidth || scrollHeight > innerHeight ? [...cut, 'the page scrolls'] : cut;
  }, selectors);
  expect(misfits).toEqual([]);
}
