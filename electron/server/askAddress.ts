import { connect } from 'node:net';
import { z } from 'zod';
import { askForAddress } from './control.ts';

/** systemd starts the service for whoever asks, and that reads its host before it answers. */
const patienceMs = 20_000;
const longestAnswer = 4_096;

const answerSchema = z.strictObject({
  address: z.string().regex(/^http:\/\/127\.0\.0\.1:\d{1,5}\/\?token=[\w-]{20,100}$/),
});

/** What came of asking: an address, nobody who runs there, or no valid answer. */
export type AddressAnswer =
  | { readonly kind: 'address'; readonly address: string }
  | { readonly kind: 'nobody' }
  | { readonly kind: 'failed'; readonly why: string };

/** Asks the web host behind a control socket for a fresh address. @param limitMs milliseconds */
export function askAddress(path: string, limitMs = patienceMs): Promise<AddressAnswer> {
  return new Promise((resolve) => {
    const socket = connect(path);
    let said = '';
    const settle = (answer: AddressAnswer): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    const timer = setTimeout(
      () => settle({ kind: 'failed', why: `it did not answer within ${limitMs / 1000} seconds` }),
      limitMs,
    );
    socket.on('error', ({ code, message }: NodeJS.ErrnoException) =>
      settle(
        code === 'ECONNREFUSED' || code === 'ENOENT' ? { kind: 'nobody' } : { kind: 'failed', why: message },
      ),
    );
    socket.write(`${askForAddress}\n`);
    socket.setEncoding('utf8').on('data', (text) => {
      said += text;
      if (said.length > longestAnswer) settle(understood(''));
    });
    socket.on('end', () => settle(understood(said)));
  });
}

function understood(said: string): AddressAnswer {
  try {
    return { kind: 'address', address: answerSchema.parse(JSON.parse(said)).address };
  } catch {
    return { kind: 'failed', why: 'it answered something else than an address' };
  }
}
