import type { Events } from '#shared/api.ts';
import { type Client, RequestFailure } from '../client/client.ts';
import { useEdits } from '../stores/edits.ts';
import { showPatch, showView, useHost } from '../stores/host.ts';
import { unlight, useLook } from '../stores/look.ts';
import { showTraffic } from '../stores/traffic.ts';

let client: Client | null = null;

/** The client of this window; set once by `connect`. */
export function engine(): Client {
  if (client === null) throw new Error('The renderer asked for the engine before it was connected.');
  return client;
}

/** Asks for the first picture and follows the host from then on. Returns the function that ends it. */
export function connect(to: Client): () => void {
  client = to;
  void openView();
  return to.subscribe({
    event(name, payload) {
      const handle = handlers[name] as (payload: unknown) => void;
      handle(payload);
    },
    connection(state) {
      if (state === 'open' && useHost.getState().connection === 'lost') void openView();
      if (state !== 'open') useHost.setState({ connection: state });
    },
  });
}

const handlers: { readonly [Name in keyof Events]: (payload: Events[Name]) => void } = {
  view: showView,
  patch(patch) {
    if (!showPatch(patch)) void openView();
  },
  traffic: showTraffic,
  progress(progress) {
    useEdits.setState(({ running }) =>
      running?.plan.id === progress.planId ? { running: { ...running, progress } } : {},
    );
  },
  history(history) {
    useHost.setState({ history });
  },
};

/** Asks for everything afresh; what went wrong stands in the host store. */
export async function openView(): Promise<void> {
  try {
    showView(await engine().request('view.open', {}));
  } catch (error) {
    useHost.setState({ failure: asApiError(error) });
  }
}

/** Leaves this host for another one. */
export async function openHost(host: 'local' | 'demo'): Promise<void> {
  useHost.setState({ topology: null, failure: null, notice: null });
  useLook.setState({ selected: null });
  unlight();
  try {
    showView(await engine().request('host.open', { host }));
  } catch (error) {
    useHost.setState({ failure: asApiError(error) });
  }
}

export function asApiError(error: unknown): { message: string; advice: string } {
  if (error instanceof RequestFailure) return { message: error.message, advice: error.advice };
  return { message: 'Patchbay itself failed.', advice: `Please report this: ${String(error)}` };
}
