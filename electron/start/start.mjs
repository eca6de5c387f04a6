// @ts-check
// `npm start`: the app in Electron's window where that can open, else served to a browser on this machine.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseStartOptions, usage } from './args.mjs';
import { canShowElectron, facesToTry } from './choose.mjs';
import { electronForWindow } from './electron/offer.mjs';
import { runElectron } from './electron/window.mjs';
import { lookAround } from './machine.mjs';
import { buildDir, goWhereUserIs, runMain, say } from './project.mjs';
import { openInBrowser, runAppWindow } from './windows.mjs';

/** @typedef {import('./choose.mjs').Face} Face */

await runMain(async () => {
  const parsed = parseStartOptions(process.argv.slice(2));
  if ('wrong' in parsed) {
    say(`${parsed.wrong}\n\n${usage}`);
    return 2;
  }
  const { options } = parsed;
  if (options.help) {
    console.log(usage);
    return 0;
  }
  goWhereUserIs();
  const machine = lookAround();
  const { faces, why } = facesToTry(
    options,
    machine,
    canShowElectron(options, machine) ? await electronForWindow() : null,
  );
  const [first, ...others] = faces;
  if (first?.kind !== 'electron') return serve(options, faces, why);
  let toldToEnd = false;
  // Ctrl-C reaches Electron too, which ends in its own time; we end after it.
  process.on('SIGINT', () => {
    toldToEnd = true;
  });
  const ended = await runElectron(first.program, options);
  if (ended.opened || toldToEnd) return ended.exitCode;
  say('Electron showed no window; Patchbay opens in a browser instead.');
  return serve(options, others, why);
});

/**
 * Serves the app until it is told to end, or its window is closed.
 * @param {import('./args.mjs').StartOptions} options
 * @param {Face[]} faces
 * @param {string} why
 */
async function serve(options, faces, why) {
  const { serve: startServing } = await import(pathToFileURL(join(buildDir, 'main/serve.js')).href);
  const served = await startServing({
    host: options.host,
    listening: { port: options.port },
    controlFd: null,
    readOnly: options.readOnly,
    onNewAddress: (/** @type {string} */ url) => console.log(`Patchbay is now at ${url}`),
  });
  const ending = new AbortController();
  const ended = new Promise((resolve) => ending.signal.addEventListener('abort', resolve));
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => {
      // Told twice: whatever is still being awaited, such as an edit that is put back, is given up.
      if (ending.signal.aborted) process.exit(1);
      ending.abort();
    });
  }
  console.log(`Patchbay is at ${served.address()}`);
  const show = showIn(faces, why, served.urlForBrowser, ending);
  await ended;
  await Promise.all([served.close(), show]);
}

/**
 * Tries one face after the other.
 * @param {Face[]} faces
 * @param {string} why
 * @param {() => string} address
 * @param {AbortController} ending
 */
async function showIn(faces, why, address, ending) {
  for (const { kind, program } of faces) {
    if (kind === 'browser' && (await openInBrowser(program, address()))) return;
    if (kind === 'app-window') {
      const window = await runAppWindow(program, address(), ending.signal);
      if (window.opened || ending.signal.aborted) return ending.abort();
    }
  }
  if (why) say(why);
}
