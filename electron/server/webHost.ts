import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { UserFailure } from '../engine/userFailure.ts';
import { Handler, type HandlerOptions } from './handler.ts';
import { send } from './reply.ts';

export interface WebHost {
  readonly port: number;
  /** A new address that opens one browser, once; see `Access.issue` about `uid`. */
  address(uid: number | null): string;
  /** Ends it together with every connection that is open. */
  close(): Promise<void>;
}

/**
 * Serves the app on 127.0.0.1, to those who hold a token.
 * @param port 0: any free one
 * @throws {UserFailure} when the port cannot be had
 */
export async function startWebHost(options: HandlerOptions, port: number): Promise<WebHost> {
  // Milliseconds to receive a request. How long an answer may take is not limited: an edit waits for its guest.
  const server = createServer({
    headersTimeout: 10_000,
    requestTimeout: 30_000,
    keepAliveTimeout: 5_000,
    maxHeaderSize: 16 * 1024,
  });
  server.maxConnections = 128;
  const handler = new Handler(options, await listen(server, port));
  server.on('request', (request, response) => {
    handler.reply(request).then(
      (reply) => send(reply, request.method, response),
      (error) => {
        options.report(error);
        response.destroy();
      },
    );
  });
  return {
    port: (server.address() as AddressInfo).port,
    address: (uid) => handler.address(uid),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(cannotListen(error, port)));
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () =>
      resolve((server.address() as AddressInfo).port),
    );
  });
}

function cannotListen(error: NodeJS.ErrnoException, port: number): UserFailure {
  if (error.code === 'EADDRINUSE')
    return new UserFailure(
      `Port ${port} is taken by another program.`,
      'Choose another one with --port, or leave it out.',
    );
  if (error.code === 'EACCES')
    return new UserFailure(
      `Port ${port} is not for you to use.`,
      'Choose one above 1023 with --port, or leave it out.',
    );
  return new UserFailure(
    `Patchbay could not listen on port ${port} (${error.code}).`,
    'Try another one with --port.',
  );
}
