import { z } from 'zod';
import type { ApiAnswer, EventName, Events } from './api.ts';

// What a browser window and the web host say to each other over one WebSocket, each message a JSON text. One for each
// window: browsers allow six connections of HTTP/1.1 to a host in all its tabs, but hundreds of WebSockets.

/** Where the web host takes WebSockets. */
export const socketPath = '/socket';

/** What a window says first: the secret that it was given once, the token of its address, or both where it has both. */
export const helloSchema = z.strictObject({
  session: z.string().optional(),
  token: z.string().optional(),
});
export type Hello = z.infer<typeof helloSchema>;

/** A request of `shared/api.ts`. Its answer carries its id; answers come in the order in which they are found. */
export const askSchema = z.strictObject({
  id: z.int().nonnegative(),
  name: z.string().max(100),
  input: z.unknown(),
});
export type Ask = z.infer<typeof askSchema>;

/** The event's name with its payload. */
export type ToldEvent = {
  readonly [Name in EventName]: { readonly event: Name; readonly payload: Events[Name] };
}[EventName];

/**
 * What the web host says: first the session's secret, then whatever there is; `alive` where there was nothing else for
 * a while, so that a window notices a connection that was lost without a word.
 */
export type Told =
  | { readonly session: string }
  | { readonly id: number; readonly answer: ApiAnswer<unknown> }
  | ToldEvent
  | { readonly alive: true };

/** Milliseconds between two signs of life at the most. */
export const signOfLifeMs = 15_000;

/**
 * Why a window is not let in. `spent`: its address was used by another one; `wrong`: the address is not valid, or not
 * for this user; `unknown`: it has neither an address nor a session that holds.
 */
export const refusals = ['spent', 'wrong', 'unknown'] as const;
export type SignInRefusal = (typeof refusals)[number];

/** The WebSocket’s close code for a window that is not let in; the reason is a `SignInRefusal`. */
export const refusedCode = 4401;
