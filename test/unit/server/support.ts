import { type IncomingMessage, type OutgoingHttpHeaders, request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { vi } from 'vitest';
import { WebSocket } from 'ws';
import type { Face } from '#electron/engine/session/face.ts';
import { startWebHost, type WebHost } from '#electron/server/webHost.ts';
import type { ApiAnswer, EventName, Events, HostView, RequestName } from '#shared/api.ts';
import { defaultSettings, emptyLayout } from '#shared/kept.ts';
import type { Hello, Told } from '#shared/wire.ts';

export const view: HostView = {
  hosts: [],
  keptHosts: [],
  topology: {
    host: 'demo',
    revision: 3,
    takenAt: '2026-01-01T00:00:00.000Z',
    sources: [],
    nodes: [],
    edges: [],
  },
  findings: { findings: [], notChecked: [] },
  dismissed: [],
  layout: emptyLayout,
  settings: defaultSettings,
  history: { undo: null, redo: null },
  guards: [],
  editable: true,
  switchable: true,
  keeping: true,
  lock: 'none',
  notice: 'demo',
  remarks: [],
};

export function patch(from: number): Events['patch'] {
  return {
    from,
    revision: from + 1,
    takenAt: view.topology.takenAt,
    sources: [],
    nodes: [],
    removedNodes: [],
    edges: [],
    removedEdges: [],
  };
}

/** A face that answers by a table, keeps what it was asked, and tells whatever the test makes it tell. */
export function fakeFace(answers: Partial<Record<RequestName, (input: unknown) => unknown>> = {}) {
  const listeners = new Set<Parameters<Face['subscribe']>[0]>();
  const asked: { name: RequestName; input: unknown }[] = [];
  const face: Face = {
    async request(name, input) {
      asked.push({ name, input });
      const given = answers[name]?.(input);
      return (given === undefined ? (name === 'view.open' ? view : null) : given) as never;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
  return {
    face,
    asked,
    listenerCount: () => listeners.size,
    tell<Name extends EventName>(name: Name, payload: Events[Name]) {
      for (const listener of listeners) listener(name, payload);
    },
  };
}

const files = new Map([
  ['/index.html', { type: 'text/html; charset=utf-8', body: Buffer.from('<title>Patchbay</title>') }],
  ['/assets/main.js', { type: 'text/javascript; charset=utf-8', body: Buffer.from('"main"') }],
]);

export interface Asked {
  readonly path: string;
  readonly method?: string;
  /** Over those that a browser's own page would send; undefined takes one away. */
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string | Buffer;
}

export interface Replied {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}

export class TestHost {
  readonly host: WebHost;
  readonly newAddresses: string[];
  readonly reported: unknown[];

  private constructor(host: WebHost, newAddresses: string[], reported: unknown[]) {
    this.host = host;
    this.newAddresses = newAddresses;
    this.reported = reported;
  }

  static async start(face: Face = fakeFace().face): Promise<TestHost> {
    const newAddresses: string[] = [];
    const reported: unknown[] = [];
    const host = await startWebHost(
      {
        face,
        files,
        onNewAddress: (url) => newAddresses.push(url),
        report: (error) => reported.push(error),
      },
      { port: 0 },
    );
    return new TestHost(host, newAddresses, reported);
  }

  get origin(): string {
    return `http://127.0.0.1:${this.host.port}`;
  }

  open(asked: Asked): Promise<IncomingMessage> {
    const headers: OutgoingHttpHeaders = { host: `127.0.0.1:${this.host.port}`, ...asked.headers };
    for (const [name, value] of Object.entries(headers)) if (value === undefined) delete headers[name];
    return new Promise((resolve, reject) => {
      const sent = request(
        { host: '127.0.0.1', port: this.host.port, path: asked.path, method: asked.method ?? 'GET', headers },
        resolve,
      );
      sent.on('error', reject);
      sent.end(asked.body);
    });
  }

  async ask(asked: Asked): Promise<Replied> {
    const response = await this.open(asked);
    const text = (await buffer(response)).toString('utf8');
    return { status: response.statusCode ?? 0, headers: response.headers, text };
  }

  /** A window that says `hello`. @param headers over those that a browser sends for our own page */
  window(hello: Hello, headers: Record<string, string> = {}, path = '/socket'): TestWindow {
    const { origin = this.origin, ...others } = headers;
    return new TestWindow(
      new WebSocket(`ws://127.0.0.1:${this.host.port}${path}`, { origin, headers: others }),
      hello,
    );
  }

  /** A window that is let in by a new address. */
  async signedIn(): Promise<TestWindow> {
    const window = this.window({ token: tokenOf(this.host.address(null)) });
    await window.session();
    return window;
  }
}

/** What our page is to the web host, and a stranger that behaves like it. */
export class TestWindow {
  readonly socket: WebSocket;
  /** Everything that it was told, in order; signs of life left out. */
  readonly told: Told[] = [];
  /** Set when it is closed: the code and the reason; the HTTP status where it was not opened at all. */
  closed: { readonly code: number; readonly reason: string } | null = null;
  #count = 0;

  constructor(socket: WebSocket, hello: Hello) {
    this.socket = socket;
    socket.on('open', () => socket.send(JSON.stringify(hello)));
    socket.on('message', (data) => {
      const told = JSON.parse(String(data)) as Told;
      if (!('alive' in told)) this.told.push(told);
    });
    socket.on('unexpected-response', (_request, response) => {
      this.closed = { code: response.statusCode ?? 0, reason: '' };
    });
    socket.on('error', () => {});
    socket.on('close', (code, reason) => {
      this.closed ??= { code, reason: reason.toString() };
    });
  }

  /** The session that it is let in with. @throws when it is not */
  async session(): Promise<string> {
    const first = await this.until(() => this.told.find((told) => 'session' in told));
    return (first as { session: string }).session;
  }

  /** Waits until it is closed. */
  ended(): Promise<{ readonly code: number; readonly reason: string }> {
    return this.until(() => this.closed ?? undefined, false);
  }

  async ask(name: string, input: unknown): Promise<ApiAnswer<unknown>> {
    this.#count += 1;
    const id = this.#count;
    this.socket.send(JSON.stringify({ id, name, input }));
    const found = await this.until(() => this.told.find((told) => 'answer' in told && told.id === id));
    return (found as { answer: ApiAnswer<unknown> }).answer;
  }

  /** Waits for so many events, and takes them. */
  async events(count: number): Promise<Told[]> {
    const found = await this.until(() => {
      const events = this.told.filter((told) => 'event' in told);
      return events.length >= count ? events.slice(0, count) : undefined;
    });
    for (const event of found) this.told.splice(this.told.indexOf(event), 1);
    return found;
  }

  close(): void {
    this.socket.terminate();
  }

  until<T>(look: () => T | undefined, mustBeOpen = true): Promise<T> {
    return vi.waitFor(
      () => {
        const found = look();
        if (found !== undefined) return found;
        throw new Error(mustBeOpen && this.closed ? `Closed: ${JSON.stringify(this.closed)}` : 'Not yet.');
      },
      { timeout: 5000, interval: 5 },
    );
  }
}

export function tokenOf(url: string): string {
  return new URL(url).searchParams.get('token') ?? '';
}
