// @ts-check
import { spawn } from 'node:child_process';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { isRunning } from './processes.mjs';
import { root } from './project.mjs';

/** A program that fails sooner than this never showed a window. */
const startingMs = 5_000;

/** Exit code of our Electron app for a failure that it has told the user itself. */
const toldTheUser = 2;

/** @typedef {{ opened: boolean, exitCode: number }} Ended whether it ever opened, and how it ended */

/**
 * Runs the Electron app until it ends.
 * @param {string} program
 * @param {{ host: string | undefined, readOnly: boolean }} options
 * @returns {Promise<Ended>}
 */
export function runElectron(program, { host, readOnly }) {
  const args = [...(host === undefined ? [] : ['--host', host]), ...(readOnly ? ['--read-only'] : [])];
  const child = spawn(program, [root, ...args], { stdio: 'inherit' });
  return endOf(child, (code) => code === toldTheUser);
}

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
    return await endOf(child, () => false);
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
 * @param {(code: number) => boolean} isFinal whether a quick end with this code is the app's own word
 * @returns {Promise<Ended>}
 */
function endOf(child, isFinal) {
  const from = Date.now();
  return new Promise((resolve) => {
    child.on('error', () => resolve({ opened: false, exitCode: 1 }));
    child.on('exit', (code) => {
      const exitCode = code ?? 1;
      const quick = Date.now() - from < startingMs;
      resolve({ opened: exitCode === 0 || !quick || isFinal(exitCode), exitCode });
    });
  });
}

/** Removes the profiles of windows whose Patchbay was killed. Each is named for its process.
 * @param {string} profiles */
async function sweep(profiles) {
  const names = await readdir(profiles).catch(() => []);
  const dead = names.filter((name) => /^\d+$/.test(name) && !isRunning(Number(name)));
  await Promise.all(dead.map((name) => rm(join(profiles, name), { recursive: true, force: true })));
}

/** `$XDG_STATE_HOME/patchbay`, by default `~/.local/state/patchbay` (XDG Base Directory Specification). */
function stateDirectory() {
  const configured = process.env.XDG_STATE_HOME;
  return join(
    configured && isAbsolute(configured) ? configured : join(homedir(), '.local/state'),
    'patchbay',
  );
}
