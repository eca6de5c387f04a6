import type { ApiAnswer, ApiError, EventName, Events, RequestName, Requests } from '#shared/api.ts';
import {
  type Ask,
  type Hello,
  refusals,
  refusedCode,
  type SignInRefusal,
  signOfLifeMs,
  socketPath,
  type Told,
} from '#shared/wire.ts';
import {
  type Client,
  type ClientListener,
  type ConnectionState,
  RequestFailure,
  unwrapped,
} from './client.ts';
import { browserCredentials, type Credentials } from './session.ts';

const unreachable: ApiError = {
  message: 'Patchbay’s server doesn’t answer.',
  advice: 'Check the terminal where you started it. If it has exited, start it again.',
};

const refusalWords: { readonly [R in SignInRefusal]: ApiError } = {
  unknown: {
    message: 'This browser isn’t signed in.',
    advice:
      'Open the complete address that Patchbay printed in its terminal, including everything after the question mark.',
  },
  spent: {
    message: 'This address has already been used.',
    advice: 'Each address works once, in one browser. Patchbay’s terminal shows a new one.',
  },
  wrong: {
    message: 'This address isn’t valid.',
    advice: 'Open the address that Patchbay printed in its terminal. Each start prints a new one.',
  },
};

/** Milliseconds before it is tried again, the first time and at the most. */
const firstRetryMs = 500;
const longestRetryMs = 5_000;

/** A connection that told nothing for this long has been lost. */
const silenceMs = 3 * signOfLifeMs;

/** The engine behind the loopback web host: requests, answers and events over one WebSocket. */
export function socketClient(
  open: () => WebSocket = () => new WebSocket(`ws://${location.host}${socketPath}`),
  credentials: Credentials = browserCredentials,
): Client {
  const connection = new Connection(open, credentials);
  return {
    request: (name, input) => connection.request(name, input),
    subscribe: (listener) => connection.subscribe(listener),
  };
}

interface Waiting {
  readonly name: RequestName;
  readonly input: unknown;
  readonly settle: (answer: ApiAnswer<unknown>) => void;
  readonly fail: (failure: RequestFailure) => void;
  sent: boolean;
}

class Connection {
  readonly #open: () => WebSocket;
  readonly #credentials: Credentials;
  readonly #listeners = new Set<ClientListener>();
  /** Requests without an answer, by id. */
  readonly #waiting = new Map<number, Waiting>();
  #count = 0;
  #socket: WebSocket | null = null;
  #isIn = false;
  #retryMs = firstRetryMs;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #silence: ReturnType<typeof setTimeout> | undefined;

  constructor(open: () => WebSocket, credentials: Credentials) {
    this.#open = open;
    this.#credentials = credentials;
  }

  /** While it can’t be reached, each request tries again at once, and fails where that does. */
  async request<Name extends RequestName>(
    name: Name,
    input: Requests[Name]['input'],
  ): Promise<Requests[Name]['output']> {
    const answer = await new Promise<ApiAnswer<unknown>>((settle, fail) => {
      this.#count += 1;
      const waiting = { name, input, settle, fail, sent: false };
      this.#waiting.set(this.#count, waiting);
      if (this.#isIn) this.#send(this.#count, waiting);
      else this.#connect();
    });
    return unwrapped(answer, unreachable);
  }

  subscribe(listener: ClientListener): () => void {
    this.#listeners.add(listener);
    this.#connect();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#end();
    };
  }

  #connect(): void {
    clearTimeout(this.#retry);
    if (this.#socket !== null) return;
    const hello: Hello = { session: this.#credentials.session(), token: this.#credentials.token() };
    const socket = this.#open();
    this.#socket = socket;
    this.#listenFor(socket);
    socket.onopen = () => socket.send(JSON.stringify(hello));
    socket.onmessage = ({ data }) => {
      if (socket !== this.#socket) return;
      this.#listenFor(socket);
      this.#hear(JSON.parse(String(data)) as Told);
    };
    socket.onclose = ({ code, reason }) => {
      if (socket === this.#socket) this.#lose(code === refusedCode ? refusalOf(reason) : null);
    };
  }

  #hear(told: Told): void {
    if ('session' in told) {
      this.#credentials.onSignedIn(told.session);
      this.#isIn = true;
      this.#retryMs = firstRetryMs;
      this.#tellState('open');
      for (const [id, waiting] of this.#waiting) this.#send(id, waiting);
    } else if ('answer' in told) {
      const waiting = this.#waiting.get(told.id);
      this.#waiting.delete(told.id);
      waiting?.settle(told.answer);
    } else if ('event' in told) {
      for (const listener of this.#listeners) pass(listener, told.event, told.payload);
    }
  }

  #send(id: number, waiting: Waiting): void {
    waiting.sent = true;
    const ask: Ask = { id, name: waiting.name, input: waiting.input };
    this.#socket?.send(JSON.stringify(ask));
  }

  /** @param refusal why we are not let in; null: the connection is lost, and tried again */
  #lose(refusal: SignInRefusal | null): void {
    this.#leave();
    for (const { fail, sent } of this.#waiting.values())
      fail(new RequestFailure(refusal === null ? unreachable : refusalWords[refusal], sent));
    this.#waiting.clear();
    this.#tellState(refusal === null ? 'lost' : 'refused');
    if (refusal !== null || this.#listeners.size === 0) return;
    this.#retry = setTimeout(() => this.#connect(), this.#retryMs);
    this.#retryMs = Math.min(2 * this.#retryMs, longestRetryMs);
  }

  /** A socket whose peer is out of reach may take minutes to say that it is closed: it is left at once. */
  #leave(): void {
    clearTimeout(this.#silence);
    const socket = this.#socket;
    this.#socket = null;
    this.#isIn = false;
    socket?.close();
  }

  #end(): void {
    clearTimeout(this.#retry);
    this.#leave();
  }

  #listenFor(socket: WebSocket): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => {
      if (socket === this.#socket) this.#lose(null);
    }, silenceMs);
  }

  #tellState(state: ConnectionState): void {
    for (const listener of this.#listeners) listener.connection(state);
  }
}

function pass<Name extends EventName>(listener: ClientListener, name: Name, payload: Events[Name]): void {
  listener.event(name, payload);
}

function refusalOf(reason: string): SignInRefusal {
  return refusals.find((refusal) => refusal === reason) ?? 'unknown';
}
