// One port of the lab, reached from outside: a socket in the file system crosses what a network namespace divides.
// Run by itself, this is the inside: `node relay.mjs PORT SOCKET`.
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

/**
 * Takes the port outside. Only loopback: the lab is for who runs it.
 * @param {number} port
 * @returns {Promise<Record<string, string>>} the environment that tells the lab of it
 * @throws when the port is taken
 */
export async function relayFromOutside(port) {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-lab-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const socket = join(folder, 'relay');
  await listen({ host: '127.0.0.1', port }, () => connect(socket));
  return { PATCHBAY_LAB_PORT: String(port), PATCHBAY_LAB_RELAY: socket };
}

/**
 * @param {import('node:net').ListenOptions} at
 * @param {() => import('node:net').Socket} onward
 */
function listen(at, onward) {
  const server = createServer((near) => {
    const far = onward();
    near.pipe(far).pipe(near);
    // Either end may be gone at any time: the command has ended, or the browser was closed.
    near.on('error', () => far.destroy());
    far.on('error', () => near.destroy());
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(at, () => resolve(undefined));
  });
}

if (process.argv[1] === import.meta.filename) {
  const [port, socket] = process.argv.slice(2);
  await listen({ path: socket }, () => connect(Number(port), '127.0.0.1'));
}
