import type { PreloadApi } from '#shared/api.ts';
import { type Client, RequestFailure } from './client.ts';

/** The engine in Electron's main process, through the sandboxed preload. */
export function windowClient(preload: PreloadApi): Client {
  return {
    async request(name, input) {
      const answer = await preload.request(name, input);
      if (!answer.ok) throw new RequestFailure(answer.error);
      return answer.value;
    },
    subscribe(listener) {
      listener.connection('open');
      return preload.subscribe((name, payload) => listener.event(name, payload));
    },
  };
}
