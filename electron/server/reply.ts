/** What a request is answered with. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

export function text(status: number, body: string): Reply {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: `${body}\n` };
}

export function notAllowed(allow: string): Reply {
  const reply = text(405, `Only ${allow}.`);
  return { ...reply, headers: { ...reply.headers, allow } };
}
