// @ts-check
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../electron/start/project.mjs';

/** What an installed Patchbay has: the command, the page that it serves, and root’s helper. */
const parts = ['.build/bin', '.build/main', '.build/renderer', 'electron/helper', 'package.json'];

/**
 * Makes the disk by which the built checkout gets into the machine. Its size never changes, as a saved state knows it.
 * @param {string} path
 */
export function makeCheckoutDisk(path) {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-checkout-'));
  try {
    for (const part of parts) cpSync(join(root, part), join(folder, part), { recursive: true });
    rmSync(path, { force: true });
    execFileSync('truncate', ['-s', '64M', path]);
    execFileSync('mkfs.ext4', ['-q', '-F', '-L', 'checkout', '-O', '^has_journal', '-d', folder, path]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
