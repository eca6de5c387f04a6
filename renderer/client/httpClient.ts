import { eventNames } from '#shared/api.ts';
import { type Client, type ClientListener, RequestFailure, unwrapped } from './client.ts';

const unreachable = {
  message: 'Patchbay’s server does not answer.',
  advice: 'Look at the terminal in which it was started; start it again if it has ended.',
};

/** The engine behind the loopback web host: requests by POST, events by server-sent events. */
export function httpClient(): Client {
  return {
    async request(name, input) {
      let answer: unknown;
      try {
        const response = await fetch(`/api/${name}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(input),
        });
        answer = await response.json();
      } catch {
        throw new RequestFailure(unreachable, true);
      }
      return unwrapped(answer, unreachable);
    },
    subscribe: listen,
  };
}

function listen(listener: ClientListener): () => void {
  const source = new EventSource('/events');
  source.onopen = () => listener.connection('open');
  // EventSource tries again by itself unless the server answered with anything but a stream (a cookie it no longer knows).
  source.onerror = () => listener.connection(source.readyState === EventSource.CLOSED ? 'refused' : 'lost');
  for (const name of eventNames) {
    source.addEventListener(name, (message: MessageEvent<string>) => {
      listener.event(name, JSON.parse(message.data));
    });
  }
  return () => source.close();
}
