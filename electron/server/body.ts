import type { IncomingMessage } from 'node:http';

export type Body =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly status: 400 | 413 | 415; readonly message: string };

/** Reads a JSON body of at most `maxBytes`; what is beyond that is never kept. */
export async function readJson(request: IncomingMessage, maxBytes: number): Promise<Body> {
  // A form of a foreign page can send other types without asking first (CORS); not this one.
  if (!/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? ''))
    return { ok: false, status: 415, message: 'A request is sent as application/json.' };
  const tooLong = {
    ok: false,
    status: 413,
    message: `A request is at most ${maxBytes} bytes long.`,
  } as const;
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) return tooLong;
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    // Not destroyed when we stop reading: the answer still has to go out on the same connection.
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > maxBytes) return tooLong;
      chunks.push(chunk);
    }
    return { ok: true, value: JSON.parse(Buffer.concat(chunks).toString('utf8')) };
  } catch {
    return { ok: false, status: 400, message: 'The request is not JSON, or broke off.' };
  }
}
