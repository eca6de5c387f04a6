import { type ApiAnswer, type ApiError, type RequestName, requestSchemas } from '#shared/api.ts';
import { UserFailure } from '#shared/userFailure.ts';
import type { Face } from './face.ts';

/** How a request ended, for faces that have words of their own for it (HTTP's status). */
export type AnswerKind = 'ok' | 'unknown' | 'invalid' | 'refused' | 'broken';

export interface Answered {
  readonly kind: AnswerKind;
  readonly answer: ApiAnswer<unknown>;
}

/**
 * Answers a request that came from outside: nothing about it is trusted. Never rejects.
 * @param report told what broke inside, for the terminal: a face gets only words that are meant for the user
 */
export async function answer(
  face: Face,
  name: unknown,
  input: unknown,
  report: (error: unknown) => void,
): Promise<Answered> {
  if (!isRequestName(name))
    return failed('unknown', {
      message: 'Patchbay doesn’t support this request.',
      advice: 'Reload the window: it may be of another version.',
    });
  const checked = requestSchemas[name].safeParse(input);
  if (!checked.success) {
    const [issue] = checked.error.issues;
    return failed('invalid', {
      message: `This is not a valid ${name} request${issue ? `: ${issue.message}` : ''}.`,
      advice: 'Correct what was entered, or reload the window.',
    });
  }
  try {
    return { kind: 'ok', answer: { ok: true, value: await face.request(name, checked.data) } };
  } catch (error) {
    if (error instanceof UserFailure)
      return failed('refused', { message: error.message, advice: error.advice });
    report(error);
    return failed('broken', {
      message: 'Something went wrong inside Patchbay.',
      advice: 'Try again; the terminal that started Patchbay has the details.',
    });
  }
}

function isRequestName(name: unknown): name is RequestName {
  return typeof name === 'string' && Object.hasOwn(requestSchemas, name);
}

function failed(kind: AnswerKind, error: ApiError): Answered {
  return { kind, answer: { ok: false, error } };
}
