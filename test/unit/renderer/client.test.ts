import { describe, expect, it } from 'vitest';
import { RequestFailure, unwrapped } from '#renderer/client/client.ts';
import { windowClient } from '#renderer/client/windowClient.ts';
import type { PreloadApi } from '#shared/api.ts';

const unreachable = { message: 'It does not answer.', advice: 'Look there.' };

function failureOf(answer: unknown): unknown {
  try {
    return unwrapped(answer, unreachable);
  } catch (error) {
    return error;
  }
}

describe('unwrapped', () => {
  it('is the value of an answer, also where that is null', () => {
    expect(unwrapped({ ok: true, value: 7 }, unreachable)).toBe(7);
    expect(unwrapped({ ok: true, value: null }, unreachable)).toBeNull();
  });

  it('fails with the engine’s own words', () => {
    expect(failureOf({ ok: false, error: { message: 'No.', advice: 'Wait.' } })).toMatchObject({
      message: 'No.',
      advice: 'Wait.',
      unanswered: false,
    });
  });

  it.each([
    null,
    undefined,
    'ok',
    [],
    {},
    { ok: true },
    { ok: false },
    { ok: false, error: null },
    { ok: 1, value: 2 },
  ])('takes %j for no answer', (answer) => {
    const failure = failureOf(answer);
    expect(failure).toBeInstanceOf(RequestFailure);
    expect(failure).toMatchObject({ message: 'It does not answer.', unanswered: true });
  });
});

describe('windowClient', () => {
  it('rejects with nothing but a RequestFailure, whatever the main process does', async () => {
    const preload = { request: () => Promise.reject(new Error('IPC')), subscribe: () => () => {} };
    const { request } = windowClient(preload as unknown as PreloadApi);
    await expect(request('view.refresh', {})).rejects.toBeInstanceOf(RequestFailure);
  });
});
