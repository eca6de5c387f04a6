import type { ApiAnswer, ApiError, EventName, Events, RequestName, Requests } from '#shared/api.ts';

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
  /** `lost`: the engine can’t be reached; it is tried again. `refused`: it doesn’t let us in. */
  connection(state: ConnectionState): void;
}

export type ConnectionState = 'open' | 'lost' | 'refused';

/** A request that was answered with an error, or not at all. */
export class RequestFailure extends Error {
  readonly advice: string;
  /** True when no answer came: whether what was asked for was done is not known. */
  readonly unanswered: boolean;

  constructor(error: ApiError, unanswered = false) {
    super(error.message);
    this.name = 'RequestFailure';
    this.advice = error.advice;
    this.unanswered = unanswered;
  }
}

/**
 * The value of an answer. What is in it is as typed, since page and engine are of one build; that it is an answer at
 * all is checked, as anything may stand between the two.
 * @throws {RequestFailure} when it is an error, or no answer
 */
export function unwrapped<Value>(answer: unknown, unreachable: ApiError): Value {
  if (!isAnswer<Value>(answer)) throw new RequestFailure(unreachable, true);
  if (!answer.ok) throw new RequestFailure(answer.error);
  return answer.value;
}

function isAnswer<Value>(answer: unknown): answer is ApiAnswer<Value> {
  if (typeof answer !== 'object' || answer === null || !('ok' in answer)) return false;
  if (answer.ok === true) return 'value' in answer;
  return 'error' in answer && typeof (answer.error as Partial<ApiError> | null)?.message === 'string';
}
