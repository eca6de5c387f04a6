import type { EventName, Events, RequestName, Requests } from '#shared/api.ts';

/** What the engine is to a face (window, web host): one door for requests, one for events. */
export interface Face {
  /** Input is trusted to fit its schema: `electron/engine/session/answer.ts` checks what comes from outside. */
  request<Name extends RequestName>(
    name: Name,
    input: Requests[Name]['input'],
  ): Promise<Requests[Name]['output']>;
  /** Returns the function that ends the subscription. */
  subscribe(listener: <Name extends EventName>(name: Name, payload: Events[Name]) => void): () => void;
}
