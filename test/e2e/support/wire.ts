import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** What lies between a browser and the app: an HTTP proxy that a test can hold up or cut, and mend. */
export class Wire {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
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
  }

  /** Every connection is torn down, and no new one comes about. */
  cut(): void {
    this.#state = 'cut';
    for (const socket of this.#sockets) socket.destroy();
  }

  mend(): void {
    this.#state = 'whole';
  }

  stop(): void {
    this.cut();
    this.#server.close();
  }
}
