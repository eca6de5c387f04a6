import type { ApiError, EventName, Events, RequestName, Requests } from '#shared/api.ts';

/** How the renderer reaches the engine, whichever face it runs in. */
export interface Client {
  /** Rejects with a `RequestFailure` only. */
  request<Name extends RequestName>(
    name: Name,
    input: Requests[Name]['input'],
  ): Promise<Requests[Name]['output']>;
  /** Events, and whether they can reach us at all. Returns the function that ends it. */
  subscribe(listener: ClientListener): () => void;
}

export interface ClientListener {
  event<Name extends EventName>(name: Name, payload: Events[Name]): void;
  /** `lost`: the engine cannot be reached; it is tried again by itself. `refused`: it will not have us again. */
  connection(state: ConnectionState): void;
}

export type ConnectionState = 'open' | 'lost' | 'refused';

/** A request that was answered with an error, or not at all. */
export class RequestFailure extends Error {
  readonly advice: string;

  constructor(error: ApiError) {
    super(error.message);
    this.name = 'RequestFailure';
    this.advice = error.advice;
  }
}
