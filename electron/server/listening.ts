import type { AddressInfo, ListenOptions, Server } from 'node:net';
import { UserFailure } from '#shared/userFailure.ts';

const loopback = '127.0.0.1';

/** Where a web host listens: on a port of 127.0.0.1 (0: any free one), or on a socket that systemd has passed to it. */
export type Listening = { readonly port: number } | { readonly fd: number };

/**
 * Makes a server listen on 127.0.0.1, and nowhere else.
 * @returns its port
 * @throws {UserFailure} when the port cannot be had, or the socket isn’t one of 127.0.0.1
 */
export async function listenOnLoopback(server: Server, where: Listening): Promise<number> {
  const options = 'fd' in where ? where : { host: loopback, port: where.port, exclusive: true };
  await listen(server, options).catch((error) => {
    throw cannotListen(error, where);
  });
  const address = server.address();
  if (address !== null && typeof address === 'object' && address.address === loopback) return address.port;
  server.close();
  throw new UserFailure(
    `systemd passes ${nameOf(address)} to Patchbay, which listens on ${loopback} only.`,
    `Write ListenStream=${loopback}:PORT first in its socket unit.`,
  );
}

/** Resolves once a server listens; rejects with what Node says where it can’t. */
export function listen(server: Server, options: ListenOptions & { readonly fd?: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(options, resolve);
  });
}

/** Of a unix socket that was passed on, Node tells no address. */
function nameOf(address: AddressInfo | string | null): string {
  const isTcp = address !== null && typeof address === 'object';
  return isTcp ? `a socket of ${address.address}:${address.port}` : 'a unix socket';
}

function cannotListen(error: NodeJS.ErrnoException, where: Listening): UserFailure {
  if ('fd' in where)
    return new UserFailure(
      `The socket that systemd passes to Patchbay can’t be used (${error.code}).`,
      'Write ListenStream=127.0.0.1:PORT first in its socket unit.',
    );
  if (error.code === 'EADDRINUSE')
    return new UserFailure(
      `Port ${where.port} is taken by another program.`,
      'Choose another one with --port, or leave it out.',
    );
  if (error.code === 'EACCES')
    return new UserFailure(
      `Port ${where.port} is not for you to use.`,
      'Choose one above 1023 with --port, or leave it out.',
    );
  return new UserFailure(
    `Patchbay could not listen on port ${where.port} (${error.code}).`,
    'Try another one with --port.',
  );
}
