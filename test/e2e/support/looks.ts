import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** The page is no wider than its window, and each of these stands in it as a whole. */
export async function expectToFit(page: Page, selectors: readonly string[]): Promise<void> {
  const misfits = await page.evaluate((all) => {
    const { innerWidth, innerHeight } = window;
    const cut = all.filter((selector) => {
      const box = document.querySelector(selector)?.getBoundingClientRect();
      if (box === undefined || box.width === 0 || box.height === 0) return true;
      return box.left < 0 || box.top < 0 || box.right > innerWidth + 1 || box.bottom > innerHeight + 1;
    });
    return document.documentElement.scrollWidth > innerWidth ? [...cut, 'the page'] : cut;
  }, selectors);
  expect(misfits).toEqual([]);
}
