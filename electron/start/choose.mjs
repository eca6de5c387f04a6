// @ts-check

/**
 * @typedef {object} Machine what could show a window here
 * @property {boolean} root whether we are root
 * @property {boolean} display whether there is a screen
 * @property {string | null} chromium path of a Chromium or Chrome
 * @property {string | null} opener path of xdg-open
 */

/** @typedef {{ kind: 'electron' | 'app-window' | 'browser', program: string }} Face */

/**
 * Whether Electron could open a window here and now; only then is it looked for.
 * @param {{ browser: boolean, open: boolean }} options
 * @param {Machine} machine
 */
export function canShowElectron(options, machine) {
  return options.open && !options.browser && machine.display && !machine.root;
}

/**
 * The ways to show the app, the best first: each is tried when the one before it could not open. After the last one
 * only the address is left, and `why` says so; empty when nothing need be said.
 * @param {{ open: boolean }} options
 * @param {Machine} machine
 * @param {string | null} electron path of Electron’s binary
 * @returns {{ faces: Face[], why: string }}
 */
export function facesToTry(options, machine, electron) {
  if (!options.open) return { faces: [], why: '' };
  if (!machine.display)
    return { faces: [], why: 'There is no display here. Open the address in a browser on this machine.' };
  if (machine.root)
    return {
      faces: [],
      why: 'Patchbay runs as root, and a browser must not. Open the address in a browser that runs as yourself.',
    };
  /** @type {Face[]} */
  const faces = [];
  if (electron !== null) faces.push({ kind: 'electron', program: electron });
  if (machine.chromium) faces.push({ kind: 'app-window', program: machine.chromium });
  if (machine.opener) faces.push({ kind: 'browser', program: machine.opener });
  return { faces, why: 'No browser could be opened here. Open the address in one.' };
}
