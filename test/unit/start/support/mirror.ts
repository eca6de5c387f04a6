import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How the mirror treats whoever asks for the zip. */
export type Manner = 'good' | 'silent' | 'stalled' | 'slow' | 'cut' | 'refused';

/** A mirror of Electron’s releases on the loopback interface, which can be as bad as real ones. */
export class Mirror {
  manner: Manner = 'good';
  /** What was asked for. */
  readonly asked: string[] = [];
  readonly #zip: Buffer;
  readonly #server: Server;

  constructor(zip: Buffer) {
    this.#zip = zip;
    this.#server = createServer((request, response) => {
      this.asked.push(request.url ?? '');
      void this.#manners[this.manner](response);
    });
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  /** Afterwards nobody answers at its address. */
  stop(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  readonly #manners: Readonly<Record<Manner, (response: ServerResponse) => unknown>> = {
    good: (response) => this.#begin(response).end(this.#zip),
    silent: () => {},
    stalled: (response) => this.#begin(response).write(this.#half()),
    slow: async (response) => {
      this.#begin(response);
      const piece = Math.ceil(this.#zip.length / 6);
      for (let at = 0; at < this.#zip.length; at += piece) {
        response.write(this.#zip.subarray(at, at + piece));
        // All of it takes longer than the first byte may, and less than a stall.
        await new Promise((resolve) => setTimeout(resolve, 1_200));
      }
      response.end();
    },
    cut: (response) => this.#begin(response).write(this.#half(), () => response.destroy()),
    refused: (response) => response.writeHead(404).end('There is no such file.'),
  };

  #begin(response: ServerResponse): ServerResponse {
    return response.writeHead(200, { 'content-length': String(this.#zip.length) });
  }

  #half(): Buffer {
    return this.#zip.subarray(0, this.#zip.length / 2);
  }
}
