import type { PreloadApi } from '#shared/api.ts';
import { type Client, RequestFailure, unwrapped } from './client.ts';

const unreachable = {
  message: 'Patchbay’s main process doesn’t answer.',
  advice: 'Close Patchbay and start it again.',
};

/** The engine in Electron's main process, through the sandboxed preload. */
export function windowClient(preload: PreloadApi): Client {
  return {
    async request(name, input) {
      let answer: unknown;
      try {
        answer = await preload.request(name, input);
      } catch {
        throw new RequestFailure(unreachable, true);
      }
      return unwrapped(answer, unreachable);
    },
    subscribe(listener) {
      listener.connection('open');
      return preload.subscribe((name, payload) => listener.event(name, payload));
    },
  };
}
