// @ts-check

/**
 * Chromium’s own switches that are passed on to Electron: those by which a window is made to appear, or to look right,
 * on a graphics card or a desktop that has trouble with it. A closed list, so that a mistyped option of ours is told.
 * https://www.electronjs.org/docs/latest/api/command-line-switches
 */
export const passedOn = new Set([
  'disable-features',
  'disable-gpu',
  'disable-gpu-compositing',
  'disable-gpu-sandbox',
  'disable-software-rasterizer',
  'enable-features',
  'enable-logging',
  'enable-wayland-ime',
  'force-device-scale-factor',
  'gtk-version',
  'ignore-gpu-blocklist',
  'in-process-gpu',
  'lang',
  'ozone-platform',
  'ozone-platform-hint',
  'use-angle',
  'use-gl',
  'v',
  'vmodule',
  'wayland-text-input-version',
]);

/**
 * Whether an argument is one of those switches, `--name` or `--name=value`: Chromium takes no value as a word of its own.
 * @param {string} argument
 */
export function isChromiumSwitch(argument) {
  const name = /^--([a-z][a-z-]*)(?:=.*)?$/s.exec(argument)?.[1];
  return name !== undefined && passedOn.has(name);
}
