import type { IncomingMessage } from 'node:http';
import { type AnswerKind, answer } from '../engine/answer.ts';
import type { Face } from '../engine/face.ts';
import { Access } from './access.ts';
import { readJson } from './body.ts';
import type { BuiltFiles } from './builtFiles.ts';
import { streamEvents } from './eventStream.ts';
import { cookieName, cookieOf, isForUs, isFromOwnPage, mayLoadFile } from './guard.ts';
import { notSignedIn, spentToken, wrongToken } from './pages.ts';
import { uidOfPeer } from './peer.ts';
import { home, html, json, notAllowed, type Reply, text, turnedAway } from './reply.ts';

/** A layout of ten thousand cards is about half of it. */
const maxBodyBytes = 2 * 1024 * 1024;
const maxStreams = 32;

const statuses: Readonly<Record<AnswerKind, number>> = {
  ok: 200,
  unknown: 404,
  invalid: 400,
  refused: 422,
  broken: 500,
};

export interface HandlerOptions {
  readonly face: Face;
  readonly files: BuiltFiles;
  /** Told the new address when somebody opens one that has been used: it goes to the terminal, never to who asks. */
  readonly onNewAddress: (url: string) => void;
  readonly report: (error: unknown) => void;
}

/** Decides what each request to one web host is answered with. */
export class Handler {
  readonly #options: HandlerOptions;
  readonly #port: number;
  readonly #access = new Access();
  #streams = 0;
  /** Whether an address is out that nobody has used, so that asking again and again fills no terminal. */
  #addressOut = false;

  constructor(options: HandlerOptions, port: number) {
    this.#options = options;
    this.#port = port;
  }

  /** A new address that opens one browser, once; see `Access.issue` about `uid`. */
  address(uid: number | null): string {
    if (uid === null) this.#addressOut = true;
    return `http://127.0.0.1:${this.#port}/?token=${this.#access.issue(uid)}`;
  }

  async reply(request: IncomingMessage): Promise<Reply> {
    if (!isForUs(request, this.#port))
      return text(421, `This is Patchbay on 127.0.0.1:${this.#port}; open it by that name.`);
    const [path = '/', query = ''] = (request.url ?? '/').split('?', 2);
    if (path.startsWith('/api/')) return this.#api(request, path.slice('/api/'.length));
    if (path === '/events') return this.#events(request);
    return this.#file(request, path, query);
  }

  async #api(request: IncomingMessage, name: string): Promise<Reply> {
    if (request.method !== 'POST') return notAllowed('POST');
    const refusal = this.#refusal(request);
    if (refusal) return refusal;
    const body = await readJson(request, maxBodyBytes);
    if (!body.ok) return turnedAway(body.status, body.message, 'Reload the window.');
    const answered = await answer(this.#options.face, name, body.value, this.#options.report);
    return json(statuses[answered.kind], answered.answer);
  }

  #events(request: IncomingMessage): Reply {
    if (request.method !== 'GET') return notAllowed('GET');
    const refusal = this.#refusal(request);
    if (refusal) return refusal;
    if (this.#streams >= maxStreams)
      return turnedAway(503, 'Too many windows of Patchbay are open.', 'Close some of them.');
    return {
      status: 200,
      headers: { 'content-type': 'text/event-stream; charset=utf-8' },
      body: (response) => {
        this.#streams += 1;
        response.on('close', () => {
          this.#streams -= 1;
        });
        streamEvents(this.#options.face, response, this.#options.report);
      },
    };
  }

  #file(request: IncomingMessage, path: string, query: string): Reply {
    if (request.method !== 'GET' && request.method !== 'HEAD') return notAllowed('GET, HEAD');
    if (!mayLoadFile(request)) return text(403, 'Patchbay is not shown inside other pages.');
    const known = this.#isSignedIn(request);
    const token = path === '/' ? new URLSearchParams(query).get('token') : null;
    if (token !== null) return known ? home({}) : this.#redeem(request, token);
    if (!known) return html(401, notSignedIn);
    const file = this.#options.files.get(path === '/' ? '/index.html' : path);
    if (file === undefined) return text(404, 'There is no such file.');
    return {
      status: 200,
      headers: { 'content-type': file.type, 'content-length': String(file.body.length) },
      body: file.body,
    };
  }

  #redeem(request: IncomingMessage, token: string): Reply {
    // Looking at an address, as a chat program does for its preview, must not use it up.
    if (request.method !== 'GET') return notAllowed('GET');
    const { remotePort = 0 } = request.socket;
    const redeemed = this.#access.redeem(token, () => uidOfPeer(remotePort, this.#port));
    if (redeemed.kind === 'wrong') return html(403, wrongToken);
    if (redeemed.kind === 'spent') {
      if (!this.#addressOut) this.#options.onNewAddress(this.address(null));
      return html(403, spentToken);
    }
    this.#addressOut = false;
    const cookie = `${cookieName(this.#port)}=${redeemed.cookie}`;
    return home({ 'set-cookie': `${cookie}; Path=/; HttpOnly; SameSite=Strict` });
  }

  #isSignedIn(request: IncomingMessage): boolean {
    const cookie = cookieOf(request, this.#port);
    return cookie !== null && this.#access.knows(cookie);
  }

  #refusal(request: IncomingMessage): Reply | null {
    if (!isFromOwnPage(request, this.#port))
      return turnedAway(
        403,
        'Only Patchbay’s own page may ask this.',
        'Open Patchbay in a window of its own.',
      );
    if (this.#isSignedIn(request)) return null;
    return turnedAway(
      401,
      'Patchbay does not know this browser.',
      'Open the address that Patchbay printed in its terminal.',
    );
  }
}
