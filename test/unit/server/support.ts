import { type IncomingMessage, type OutgoingHttpHeaders, request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { EventName, Events, HostView, RequestName } from '#shared/api.ts';
import { defaultSettings, emptyLayout } from '#shared/kept.ts';
import type { Face } from '../../../electron/engine/face.ts';
import { startWebHost, type WebHost } from '../../../electron/server/webHost.ts';

export const view: HostView = {
  topology: {
    host: 'demo',
    revision: 3,
    takenAt: '2026-01-01T00:00:00.000Z',
    sources: [],
    nodes: [],
    edges: [],
  },
  layout: emptyLayout,
  settings: defaultSettings,
  history: { undo: null, redo: null },
  guards: [],
  editable: true,
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
  /** Set by `signIn`; sent with every request from then on. */
  cookie = '';

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
      0,
    );
    return new TestHost(host, newAddresses, reported);
  }

  get origin(): string {
    return `http://127.0.0.1:${this.host.port}`;
  }

  async signIn(): Promise<void> {
    const reply = await this.ask({ path: pathOf(this.host.address(null)) });
    this.cookie = cookieFrom(reply);
  }

  open(asked: Asked): Promise<IncomingMessage> {
    const headers: OutgoingHttpHeaders = { host: `127.0.0.1:${this.host.port}`, ...asked.headers };
    if (this.cookie && !('cookie' in headers)) headers.cookie = this.cookie;
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

  /** As our own page posts. */
  post(name: string, input: unknown, headers: OutgoingHttpHeaders = {}): Promise<Replied> {
    return this.ask({
      path: `/api/${name}`,
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        origin: this.origin,
        'sec-fetch-site': 'same-origin',
        ...headers,
      },
      body: JSON.stringify(input),
    });
  }
}

export function pathOf(url: string): string {
  const { pathname, search } = new URL(url);
  return pathname + search;
}

export function cookieFrom(reply: Replied): string {
  return reply.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
}
