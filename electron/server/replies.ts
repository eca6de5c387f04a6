import type { IncomingMessage } from 'node:http';
import { socketPath } from '#shared/wire.ts';
import type { BuiltFiles } from './builtFiles.ts';
import { notAllowed, type Reply, text } from './reply.ts';
import { isForUs, isFromOwnPage, mayLoadFile } from './requestOrigin.ts';

/**
 * The built files, for whoever asks: the same for everybody, and nothing of the host in them. The address’s token is
 * for the page, which redeems it over its WebSocket; to look at an address, as a chat program does for its preview,
 * uses nothing up.
 */
export function replyWithFile(request: IncomingMessage, files: BuiltFiles, port: number): Reply {
  if (!isForUs(request, port)) return otherName(port);
  if (request.method !== 'GET' && request.method !== 'HEAD') return notAllowed('GET, HEAD');
  if (!mayLoadFile(request)) return text(403, 'Patchbay is not shown inside other pages.');
  const path = pathOf(request);
  const file = files.get(path === '/' ? '/index.html' : path);
  if (file === undefined) return text(404, 'There is no such file.');
  return {
    status: 200,
    headers: { 'content-type': file.type, 'content-length': String(file.body.length) },
    body: file.body,
  };
}

/** Why a request to open a WebSocket goes no further; null: it may. */
export function socketRefusal(request: IncomingMessage, port: number): Reply | null {
  if (!isForUs(request, port)) return otherName(port);
  if (pathOf(request) !== socketPath) return text(404, 'There is no such socket.');
  if (!isFromOwnPage(request, port)) return text(403, 'Only Patchbay’s own page may open this.');
  return null;
}

function otherName(port: number): Reply {
  return text(421, `This is Patchbay on 127.0.0.1:${port}; open it by that name.`);
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').split('?', 1)[0] ?? '/';
}
