import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** What lies between a browser and the app: an HTTP proxy that a test can hold up or cut, and mend. */
export class Wire {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** Both ends of each WebSocket that goes through. */
  readonly #tunnels = new Set<Duplex>();
  #state: 'whole' | 'hung' | 'cut' = 'whole';

  private constructor() {
    this.#server = createServer((asked, answer) => {
      const to = new URL(asked.url ?? '');
      const { method, headers } = asked;
      const onward = request(to, { method, headers }, (answered) => {
        answer.writeHead(answered.statusCode ?? 502, answered.headers);
        answered.on('data', (chunk) => {
          if (this.#state === 'whole') answer.write(chunk);
        });
        answered.on('end', () => this.#state === 'whole' && answer.end());
      });
      onward.on('error', () => answer.destroy());
      answer.on('close', () => onward.destroy());
      asked.pipe(onward);
    });
    // How a browser reaches a WebSocket through a proxy.
    this.#server.on('connect', ({ url = '' }, near: Duplex, head: Buffer) => {
      const { hostname, port } = new URL(`http://${url}`);
      const far = connect(Number(port), hostname, () => near.write('HTTP/1.1 200 OK\r\n\r\n'));
      far.write(head);
      for (const [from, to] of [
        [near, far],
        [far, near],
      ] as const) {
        this.#tunnels.add(from);
        from.on('data', (chunk) => to.write(chunk));
        from.on('error', () => {});
        from.on('close', () => {
          this.#tunnels.delete(from);
          to.destroy();
        });
      }
      if (this.#state === 'hung') this.hang();
    });
    this.#server.on('connection', (socket) => {
      if (this.#state === 'cut') return socket.destroy();
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
  }

  static async start(): Promise<Wire> {
    const wire = new Wire();
    wire.#server.listen(0, '127.0.0.1');
    await once(wire.#server, 'listening');
    return wire;
  }

  /** For Playwright's `proxy`: also for the loopback interface, which goes past proxies otherwise. */
  get proxy(): { readonly server: string; readonly bypass: string } {
    const { port } = this.#server.address() as AddressInfo;
    return { server: `http://127.0.0.1:${port}`, bypass: '<-loopback>' };
  }

  /** Nothing comes through any more, and nobody is told: as when packets are lost on the way. */
  hang(): void {
    this.#state = 'hung';
    for (const end of this.#tunnels) end.pause();
  }

  /** Every connection is torn down, and no new one comes about. */
  cut(): void {
    this.#state = 'cut';
    for (const socket of this.#sockets) socket.destroy();
  }

  mend(): void {
    this.#state = 'whole';
    for (const end of this.#tunnels) end.resume();
  }

  stop(): void {
    this.cut();
    this.#server.close();
  }
}
