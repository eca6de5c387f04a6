import type { ServerResponse } from 'node:http';
import type { Answer } from '#shared/api.ts';
import { securityHeaders } from './policy.ts';

/** What a request is answered with. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The body, or what goes on writing it until the other side leaves. */
  readonly body: string | Buffer | ((response: ServerResponse) => void);
}

/** Sends a reply, with the headers that every one carries. */
export function send(reply: Reply, method: string | undefined, response: ServerResponse): void {
  response.writeHead(reply.status, { ...securityHeaders, ...reply.headers });
  if (typeof reply.body === 'function') reply.body(response);
  else response.end(method === 'HEAD' ? undefined : reply.body);
}

export function home(headers: Reply['headers']): Reply {
  return { status: 303, headers: { ...headers, location: '/' }, body: '' };
}

export function html(status: number, body: string): Reply {
  return { status, headers: { 'content-type': 'text/html; charset=utf-8' }, body };
}

export function text(status: number, body: string): Reply {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: `${body}\n` };
}

export function notAllowed(allow: string): Reply {
  const reply = text(405, `Only ${allow}.`);
  return { ...reply, headers: { ...reply.headers, allow } };
}

export function json(status: number, answer: Answer<unknown>): Reply {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(answer),
  };
}

/** A request that got no further than the door. Its body is not read, so the connection ends with the reply. */
export function turnedAway(status: number, message: string, advice: string): Reply {
  const reply = json(status, { ok: false, error: { message, advice } });
  return { ...reply, headers: { ...reply.headers, connection: 'close' } };
}
