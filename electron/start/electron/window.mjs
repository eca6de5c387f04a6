// @ts-check
import { spawn } from 'node:child_process';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { exitOf } from '../processes.mjs';
import { root } from '../project.mjs';

/** The host is read before the window is shown, which on a slow one takes its time. */
const showingMs = 30_000;
/** An Electron that was told to end is killed after this long. */
const endingMs = 5_000;

/** Exit code of our Electron app for a failure that it has told the user itself. */
const toldTheUser = 2;

/** Where our Electron app says that its window is shown: a pipe, by the number in PATCHBAY_SHOWN_FD. */
const shownFd = 3;

/**
 * Runs the Electron app until it ends, or has shown no window in time. Only its own sign counts: Electron may live on
 * without ever showing one.
 * @param {string} program
 * @param {{ host: string | undefined, readOnly: boolean, chromium: string[] }} options
 * @param {number} [patienceMs] until its window must be shown
 * @returns {Promise<import('../windows.mjs').Ended>}
 */
export async function runElectron(program, { host, readOnly, chromium }, patienceMs = showingMs) {
  const args = [...(host === undefined ? [] : ['--host', host]), ...(readOnly ? ['--read-only'] : [])];
  const child = spawn(program, [...chromium, root, ...args], {
    stdio: ['inherit', 'inherit', 'inherit', 'pipe'],
    env: { ...process.env, PATCHBAY_SHOWN_FD: String(shownFd) },
  });
  const exit = exitOf(child);
  const late = pause(patienceMs, 'late', { ref: false });
  const first = await Promise.race([signOf(child), exit, late]);
  if (first === 'shown') return { opened: true, exitCode: await exit };
  if (typeof first === 'number') return { opened: first === toldTheUser, exitCode: first };
  child.kill();
  const killing = setTimeout(() => child.kill('SIGKILL'), endingMs);
  const exitCode = await exit;
  clearTimeout(killing);
  return { opened: false, exitCode };
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<'shown'>} once it has said so; for ever pending where it never does
 */
function signOf(child) {
  const pipe = child.stdio[shownFd];
  return new Promise((resolve) => {
    if (!(pipe instanceof Readable)) return;
    let said = '';
    pipe.setEncoding('utf8');
    pipe.on('data', (text) => {
      said = (said + text).slice(0, 'shown\n'.length);
      if (said === 'shown\n') resolve('shown');
    });
    // It has ended, or was killed: its exit tells.
    pipe.on('error', () => {});
  });
}
