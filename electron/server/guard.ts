import type { IncomingMessage } from 'node:http';

/**
 * True when the request names us as we are, and by no other name: a page of a foreign name that was made to resolve
 * to 127.0.0.1 (DNS rebinding) sends its own.
 */
export function isForUs(request: IncomingMessage, port: number): boolean {
  return request.headers.host === `127.0.0.1:${port}`;
}

/**
 * True when our own page sent the request. Cookies do not tell: to a browser, every port of 127.0.0.1 is one site.
 * A browser says who asks by `Sec-Fetch-Site` and `Origin`; whoever sends neither is no browser.
 */
export function isFromOwnPage(request: IncomingMessage, port: number): boolean {
  const { origin } = request.headers;
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin') return false;
  if (origin === undefined) return request.method === 'GET';
  return origin === `http://127.0.0.1:${port}`;
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

/** Cookies are shared by all ports of 127.0.0.1, so each Patchbay has one by its own name. */
export function cookieName(port: number): string {
  return `patchbay-${port}`;
}

export function cookieOf(request: IncomingMessage, port: number): string | null {
  const name = cookieName(port);
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const [key, value] = pair.trim().split('=', 2);
    if (key === name && value) return value;
  }
  return null;
}
