import type { WebSocket } from 'ws';
import type { EventName, Events } from '#shared/api.ts';
import type { ApplyProgress } from '#shared/edits/model.ts';
import {
  askSchema,
  type Hello,
  helloSchema,
  refusedCode,
  signOfLifeMs,
  type Told,
  type ToldEvent,
} from '#shared/wire.ts';
import { answer } from '../engine/session/answer.ts';
import type { Face } from '../engine/session/face.ts';
import { type Feed, follow } from '../engine/session/feed.ts';
import type { SignIn } from './access.ts';

/** A window says who it is at once; whoever doesn’t is no window of ours. */
const helloMs = 5_000;
/** A window that takes nothing for this long is let go; it connects again when it wakes. */
const stallMs = 60_000;
/** Bytes that may wait for a window before it counts as slow. */
const backlogBytes = 64 * 1024;
/** Requests of one window whose answers have not gone out yet. */
const mostPending = 64;

/** Close codes of https://www.rfc-editor.org/rfc/rfc6455#section-7.4.1 */
const policyViolation = 1008;

export interface WindowOptions {
  readonly face: Face;
  readonly signIn: (hello: Hello) => SignIn;
  readonly report: (error: unknown) => void;
}

/**
 * One browser window: it signs in, then its requests are answered as they come, each for itself, and it is told of all
 * events, first a whole `view`. A window that is slow is not queued for: what it misses is made up by one fresh `view`
 * when it can take it.
 */
export function serveWindow(socket: WebSocket, { face, signIn, report }: WindowOptions): void {
  let feed: Feed | null = null;
  let pending = 0;
  let stalledSince: number | null = null;
  let missedView = false;
  /** What a view does not hold, and must not be lost: the latest progress of each plan. */
  const missedProgress = new Map<string, ApplyProgress>();

  const say = (told: Told, onSent = () => {}): void => {
    socket.send(JSON.stringify(told), () => {
      onSent();
      if (stalledSince !== null && socket.bufferedAmount === 0) catchUp();
    });
    if (socket.bufferedAmount > backlogBytes) stalledSince ??= Date.now();
  };
  const tell = <Name extends EventName>(event: Name, payload: Events[Name]): void => {
    // Small, and somebody waits for the answer.
    if (stalledSince === null || event === 'connecting') say({ event, payload } as ToldEvent);
    else if (event === 'progress') {
      const progress = payload as ApplyProgress;
      missedProgress.set(progress.planId, progress);
    } else if (event !== 'traffic') missedView = true;
  };
  const catchUp = (): void => {
    stalledSince = null;
    const progress = [...missedProgress.values()];
    missedProgress.clear();
    for (const latest of progress) tell('progress', latest);
    if (!missedView) return;
    missedView = false;
    void feed?.sendView();
  };

  const enter = (message: unknown): void => {
    const hello = helloSchema.safeParse(message);
    if (!hello.success) {
      socket.close(policyViolation, 'This is no greeting.');
      return;
    }
    const signedIn = signIn(hello.data);
    if (!signedIn.ok) {
      socket.close(refusedCode, signedIn.refusal);
      return;
    }
    clearTimeout(greeting);
    say({ session: signedIn.session });
    feed = follow(face, tell, (error) => {
      report(error);
      socket.terminate();
    });
  };
  const reply = async (message: unknown): Promise<void> => {
    const ask = askSchema.safeParse(message);
    if (!ask.success || pending >= mostPending) return socket.close(policyViolation, 'This is no request.');
    pending += 1;
    const { answer: answered } = await answer(face, ask.data.name, ask.data.input, report);
    say({ id: ask.data.id, answer: answered }, () => {
      pending -= 1;
    });
  };

  const greeting = setTimeout(() => socket.terminate(), helloMs);
  const heartbeat = setInterval(() => {
    if (stalledSince === null) say({ alive: true });
    else if (Date.now() - stalledSince > stallMs) socket.terminate();
  }, signOfLifeMs);
  socket.on('message', (data, isBinary) => {
    if (socket.readyState !== socket.OPEN) return;
    const message = isBinary ? undefined : parse(String(data));
    if (feed === null) enter(message);
    else void reply(message);
  });
  // What is no WebSocket frame, or too long: the library ends the connection, which is all there is to do.
  socket.on('error', () => {});
  socket.on('close', () => {
    clearTimeout(greeting);
    clearInterval(heartbeat);
    feed?.end();
  });
}

/** Undefined, which no schema takes, for what is not JSON. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
