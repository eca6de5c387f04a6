// @ts-check
import { spawn } from 'node:child_process';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { exitOf, isRunning } from './processes.mjs';
import { stateDirectory } from './state.mjs';

/** A browser that fails sooner than this never showed a window. */
const startingMs = 5_000;

/** @typedef {{ opened: boolean, exitCode: number }} Ended whether it ever opened, and how it ended */

/**
 * Shows an address in a window of its own, with a browser profile of its own, until the user closes it.
 * @param {string} program a Chromium or Chrome
 * @param {string} url
 * @param {AbortSignal} signal closes the window
 * @returns {Promise<Ended>}
 */
export async function runAppWindow(program, url, signal) {
  const profiles = join(stateDirectory(), 'windows');
  await sweep(profiles);
  const profile = join(profiles, String(process.pid));
  await mkdir(profile, { recursive: true, mode: 0o700 });
  try {
    const child = spawn(
      program,
      [
        `--app=${url}`,
        `--user-data-dir=${profile}`,
        '--class=Patchbay',
        '--window-size=1440,900',
        '--no-first-run',
        '--no-default-browser-check',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--password-store=basic',
      ],
      { stdio: 'ignore' },
    );
    signal.addEventListener('abort', () => child.kill());
    return await endOf(child);
  } finally {
    await rm(profile, { recursive: true, force: true, maxRetries: 3 });
  }
}

/**
 * Asks the desktop to show an address in the user's browser.
 * @param {string} program xdg-open
 * @param {string} url
 * @returns {Promise<boolean>} false when it says that it could not
 */
export function openInBrowser(program, url) {
  return new Promise((resolve) => {
    const child = spawn(program, [url], { stdio: 'ignore', detached: true });
    child.on('error', () => resolve(false));
    child.on('exit', (code) => resolve(code === 0));
    child.unref();
    // On some desktops xdg-open stays for as long as the browser runs.
    setTimeout(() => resolve(true), startingMs).unref();
  });
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<Ended>}
 */
async function endOf(child) {
  const from = Date.now();
  const exitCode = await exitOf(child);
  return { opened: exitCode === 0 || Date.now() - from >= startingMs, exitCode };
}

/** Removes the profiles of windows whose Patchbay was killed. Each is named for its process.
 * @param {string} profiles */
async function sweep(profiles) {
  const names = await readdir(profiles).catch(() => []);
  const dead = names.filter((name) => /^\d+$/.test(name) && !isRunning(Number(name)));
  await Promise.all(dead.map((name) => rm(join(profiles, name), { recursive: true, force: true })));
}
