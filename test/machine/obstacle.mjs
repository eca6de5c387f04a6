// @ts-check
import process from 'node:process';

/**
 * What keeps the machine from being built or started here, its packages aside, as one sentence; null when nothing does.
 * @returns {string | null}
 */
export function machineObstacle() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'the machine needs Linux on x86-64';
  if (process.env.PATCHBAY_LAB === '1') return 'the machine is not started inside a lab';
  if (process.getuid?.() !== 0) return 'the machine needs root, to unpack its packages';
  return null;
}
