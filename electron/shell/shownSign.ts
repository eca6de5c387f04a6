import { close, write } from 'node:fs';
import process from 'node:process';

/** A pipe of whoever started the app (electron/start/electron/window.mjs), by its number. */
const variable = 'PATCHBAY_SHOWN_FD';

/** Says once that a window is shown, where somebody waits for that; resolves when it is said. */
export type GiveSign = () => Promise<void>;

/** Takes the pipe out of the environment, which the app’s own processes inherit. */
export function takeShownSign(): GiveSign {
  const given = process.env[variable] ?? '';
  delete process.env[variable];
  // Not 0 to 2, which are the terminal’s.
  let fd = /^\d{1,4}$/.test(given) && Number(given) > 2 ? Number(given) : null;
  return () => {
    if (fd === null) return Promise.resolve();
    const pipe = fd;
    fd = null;
    // Whoever waited may have gone.
    return new Promise((resolve) => {
      write(pipe, 'shown\n', () => close(pipe, () => resolve()));
    });
  };
}
