import { createServer, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { Face } from '../engine/session/face.ts';
import { Addresses } from './addresses.ts';
import { Admission } from './admission.ts';
import type { BuiltFiles } from './builtFiles.ts';
import { type Listening, listenOnLoopback } from './listening.ts';
import { Peers } from './peer.ts';
import { securityHeaders } from './policy.ts';
import { replyWithFile, socketRefusal } from './replies.ts';
import type { Reply } from './reply.ts';
import { serveWindow } from './windowSocket.ts';

/** A layout of ten thousand cards is about half of it. */
const maxMessageBytes = 2 * 1024 * 1024;

export interface WebHostOptions {
  readonly face: Face;
  readonly files: BuiltFiles;
  /** Told the new address when somebody opens one that has been used: it goes to the terminal, never to who asks. */
  readonly onNewAddress: (url: string) => void;
  readonly report: (error: unknown) => void;
}

export interface WebHost {
  readonly port: number;
  /** A new address that opens one browser, once; see `Access.issue` about `uid`. */
  address(uid: number | null): string;
  /** Ends it together with every connection that is open. */
  close(): Promise<void>;
}

/**
 * Serves the app on 127.0.0.1: its files to whoever asks, the host to those who hold a token.
 * @throws {UserFailure} when the port cannot be had, or the socket isn’t one of 127.0.0.1
 */
export async function startWebHost(options: WebHostOptions, where: Listening): Promise<WebHost> {
  const { face, files, report } = options;
  const server = createServer({
    // Milliseconds to receive a request, looked at each second.
    headersTimeout: 5_000,
    requestTimeout: 5_000,
    keepAliveTimeout: 5_000,
    connectionsCheckingInterval: 1_000,
    // Cookies know no port: what other programs of this machine have set for 127.0.0.1 comes along, as much as they like.
    maxHeaderSize: 1024 * 1024,
  });
  // A file that nobody takes.
  server.timeout = 30_000;
  const port = await listenOnLoopback(server, where);
  const addresses = new Addresses(port, options.onNewAddress);
  const admission = new Admission(
    (uid) => uid === (process.getuid?.() ?? null) || addresses.hasSessionOf(uid),
  );
  const headers = securityHeaders(port);
  const windows = new WebSocketServer({
    noServer: true,
    maxPayload: maxMessageBytes,
    perMessageDeflate: false,
  });

  const peers = new Peers({ address: '127.0.0.1', port });
  const uids = new WeakMap<Socket, Promise<number | null>>();
  server.on('connection', (socket) => {
    const { remoteAddress = '', remotePort = 0 } = socket;
    const uid = peers.uidOf({ address: remoteAddress, port: remotePort });
    uids.set(socket, uid);
    void uid.then((known) => admission.admit(socket, known));
  });
  server.on('request', (request, response) => {
    const reply = replyWithFile(request, files, port);
    response.writeHead(reply.status, { ...headers, ...reply.headers });
    response.end(request.method === 'HEAD' ? undefined : reply.body);
  });
  server.on('upgrade', async (request, connection, head) => {
    connection.on('error', () => connection.destroy());
    const refusal = socketRefusal(request, port);
    if (refusal !== null)
      return turnAway(connection, { ...refusal, headers: { ...headers, ...refusal.headers } });
    const uid = (await uids.get(request.socket)) ?? null;
    if (!server.listening) return connection.destroy();
    windows.handleUpgrade(request, connection, head, (socket) =>
      serveWindow(socket, { face, report, signIn: (hello) => addresses.signIn(hello, uid) }),
    );
  });
  return {
    port,
    address: (uid) => addresses.issue(uid),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
        for (const window of windows.clients) window.terminate();
      }),
  };
}

/** A connection that asked for a WebSocket is Node’s no longer: its refusal is written by hand. */
function turnAway(connection: Duplex, { status, headers, body }: Reply): void {
  const lines = Object.entries({
    ...headers,
    connection: 'close',
    'content-length': String(Buffer.byteLength(body)),
  });
  connection.once('finish', () => connection.destroy());
  connection.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`,
  );
}
