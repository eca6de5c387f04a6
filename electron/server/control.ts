import { chmod, rm } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { makeControlPlace } from './controlPlace.ts';
import { listen } from './listening.ts';

/** A client asks at once; whoever doesn’t isn’t one of ours. */
const patienceMs = 5_000;

/** What `patchbay url` says, and what it is told: a line each. */
export const askForAddress = 'address';

export interface Control {
  close(): Promise<void>;
}

/**
 * Gives fresh addresses of the web host to whoever may open its control socket: its owner, and root. The folder that it
 * lies in keeps all others out.
 * @param fd a socket that systemd has passed on; null: one of its own
 * @param address makes a fresh one
 * @throws {Error} where there can be no such socket; the web host does without it
 */
export async function startControl(port: number, fd: number | null, address: () => string): Promise<Control> {
  const server = createServer((socket) => {
    socket.setTimeout(patienceMs, () => socket.destroy());
    socket.on('error', () => {});
    let asked = '';
    socket.setEncoding('utf8').on('data', (text) => {
      asked = (asked + text).slice(0, askForAddress.length + 1);
      if (asked === `${askForAddress}\n`) socket.end(`${JSON.stringify({ address: address() })}\n`);
    });
  });
  server.maxConnections = 16;
  await (fd === null ? listenOnOwn(server, await makeControlPlace(port)) : listen(server, { fd }));
  return { close: () => new Promise((resolve) => server.close(() => resolve())) };
}

async function listenOnOwn(server: Server, path: string): Promise<void> {
  // The port is ours, so whoever left a socket of its name has ended; or runs in another network namespace.
  if (await isAnswered(path)) throw new Error(`${path} is in use by another Patchbay`);
  await rm(path, { force: true });
  await listen(server, { path });
  await chmod(path, 0o600);
}

function isAnswered(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    const settle = (is: boolean): void => {
      socket.destroy();
      resolve(is);
    };
    socket.once('connect', () => settle(true));
    socket.once('error', () => settle(false));
  });
}
