import type { IncomingMessage } from 'node:http';

/**
 * True when the request names us as we are, and by no other name: a page of a foreign name that was made to resolve
 * to 127.0.0.1 (DNS rebinding) sends its own.
 */
export function isForUs(request: IncomingMessage, port: number): boolean {
  return request.headers.host === `127.0.0.1:${port}`;
}

/** True when our own page opens a WebSocket: a browser says whose page it is, and lets no page say otherwise. */
export function isFromOwnPage(request: IncomingMessage, port: number): boolean {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin') return false;
  return request.headers.origin === `http://127.0.0.1:${port}`;
}

/** True unless another page embeds or fetches our files: they are for our own page, and for the address bar. */
export function mayLoadFile(request: IncomingMessage): boolean {
  const { 'sec-fetch-site': site, 'sec-fetch-dest': destination } = request.headers;
  if (
    destination === 'iframe' ||
    destination === 'frame' ||
    destination === 'embed' ||
    destination === 'object'
  )
    return false;
  return site === undefined || site === 'same-origin' || site === 'none' || destination === 'document';
}
