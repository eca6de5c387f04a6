/*
 * How fast the canvas draws, in a real browser: first picture, frames while panning, while dragging a cable, and at an
 * update. Run by hand: node test/bench/canvas.mjs
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import react from '@vitejs/plugin-react';
import { chromium } from 'playwright-core';
import { build, preview } from 'vite';

const CASES = [
  { name: '10 VMs', query: 'vms=10&bridges=3' },
  { name: '50 VMs', query: 'vms=50&bridges=6' },
  { name: '100 VMs', query: 'vms=100&bridges=10' },
  { name: '1,000 VMs, all in view', query: 'vms=1000&bridges=40' },
  { name: '1,000 VMs, at zoom 1', query: 'vms=1000&bridges=40&near' },
  { name: '1,000 VMs, at a bridge', query: 'vms=1000&bridges=40&port' },
  { name: '200 ports on one bridge', query: 'vms=134&bridges=1&port' },
];
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
];

const out = await mkdtemp(join(tmpdir(), 'patchbay-bench-'));
const root = join(import.meta.dirname, 'canvas');
const shared = {
  root,
  configFile: false,
  logLevel: 'error',
  resolve: { alias: { '#shared': join(import.meta.dirname, '../../shared') } },
};
await build({ ...shared, plugins: [react()], build: { outDir: out, emptyOutDir: true } });
const server = await preview({ ...shared, build: { outDir: out }, preview: { host: '127.0.0.1', port: 0 } });
const address = server.httpServer.address();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: FLAGS,
});
try {
  const rows = [];
  for (const { name, query } of CASES) rows.push({ case: name, ...(await measure(query)) });
  console.table(rows);
} finally {
  await browser.close();
  await server.close();
  await rm(out, { recursive: true });
}

async function measure(query) {
  const firsts = [];
  for (let turn = 0; turn < 3; turn += 1) {
    const page = await open(query);
    firsts.push(await page.evaluate(() => window.firstPicture));
    if (turn < 2) await page.close();
    else {
      const cards = await page.locator('.react-flow__node').count();
      const cables = await page.locator('.react-flow__edge').count();
      const pan = await frames(page, () => drag(page, emptySpot(page), 600, 240));
      const cable = await frames(page, () => drag(page, plug(page), -300, 160));
      const update = await frames(page, () => page.evaluate(() => window.update()));
      await page.close();
      return {
        'first picture (ms)': Math.round(median(firsts)),
        'cards/cables mounted': `${cards}/${cables}`,
        'pan p95 (ms)': percentile(pan, 0.95),
        'cable drag p95 (ms)': percentile(cable, 0.95),
        'update, worst frame (ms)': percentile(update, 1),
      };
    }
  }
}

async function open(query) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' });
  await page.goto(`http://127.0.0.1:${address.port}/?${query}`);
  await page.waitForFunction(() => window.firstPicture !== undefined);
  await page.evaluate(() => window.near());
  await page.waitForTimeout(1000);
  return page;
}

/** The times between frames while something is done, in milliseconds. */
async function frames(page, act) {
  await page.evaluate(() => {
    window.frameTimes = [];
    let last = performance.now();
    const tick = (now) => {
      window.frameTimes.push(now - last);
      last = now;
      window.ticking = requestAnimationFrame(tick);
    };
    window.ticking = requestAnimationFrame(tick);
  });
  await act();
  await page.waitForTimeout(200);
  return page.evaluate(() => {
    cancelAnimationFrame(window.ticking);
    return window.frameTimes.slice(1);
  });
}

async function drag(page, from, dx, dy) {
  const start = await from;
  if (start === null) return;
  await page.mouse.move(start.x, start.y);
  await page.mouse.down();
  for (let step = 1; step <= 60; step += 1) {
    await page.mouse.move(start.x + (dx * step) / 60, start.y + (dy * step) / 60);
  }
  await page.keyboard.press('Escape');
  await page.mouse.up();
}

/** A place on the bare plane. */
function emptySpot(page) {
  return page.evaluate(() => {
    for (let y = 20; y < innerHeight; y += 8) {
      for (let x = 20; x < innerWidth / 2; x += 8) {
        if (document.elementFromPoint(x, y)?.closest('[data-card], .react-flow__edge, .cv-zoom') === null)
          return { x, y };
      }
    }
    return null;
  });
}

/** A cable's end that can be seen. */
function plug(page) {
  return page.evaluate(() => {
    for (const element of document.querySelectorAll('button[data-grab]')) {
      const { x, y, width, height } = element.getBoundingClientRect();
      const middle = { x: x + width / 2, y: y + height / 2 };
      if (document.elementFromPoint(middle.x, middle.y)?.closest('button') === element) return middle;
    }
    return null;
  });
}

function median(values) {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)];
}

function percentile(values, share) {
  const sorted = [...values].sort((one, other) => one - other);
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
}
