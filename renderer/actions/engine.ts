import type { ApiError, Events } from '#shared/api.ts';
import { type Client, RequestFailure } from '../client/client.ts';
import { note, say, useEdits } from '../stores/edits.ts';
import { showConnecting, showGuards, showPatch, showView, useHost } from '../stores/host.ts';
import { select, unlight } from '../stores/look.ts';
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
      // Not `open`: that holds with the view that the engine begins each connection with.
      // What is asked is told again then, too.
      if (state !== 'open') useHost.setState({ connection: state, connecting: null });
    },
  });
}

const handlers: { readonly [Name in keyof Events]: (payload: Events[Name]) => void } = {
  view(view) {
    showView(view);
    useHost.setState({ connection: 'open' });
    // What became of a guarded edit whose answer was lost is in the view.
    useEdits.setState(({ running }) => (running?.lostAt === undefined ? {} : { running: null }));
  },
  patch(patch) {
    if (!showPatch(patch)) void openView();
  },
  traffic: showTraffic,
  findings(findings) {
    useHost.setState({ findings });
  },
  guards: showGuards,
  progress(progress) {
    useEdits.setState(({ running }) =>
      running?.plan.id === progress.planId ? { running: { ...running, progress } } : {},
    );
  },
  history(history) {
    useHost.setState({ history });
  },
  connecting: showConnecting,
};

/** Asks for everything afresh; what went wrong stands in the host store. */
export async function openView(): Promise<void> {
  useHost.setState({ failure: null });
  try {
    showView(await engine().request('view.open', {}));
    if (useHost.getState().connection === 'connecting') useHost.setState({ connection: 'open' });
  } catch (error) {
    useHost.setState({ failure: asApiError(error) });
  }
}

/** Reads the host again at once, and says so; the change comes as an event. */
export async function refresh(): Promise<void> {
  note('Reading the host again…');
  const { said } = useEdits.getState();
  try {
    await engine().request('view.refresh', {});
  } catch (error) {
    return sayFailure(error);
  }
  // What was said meanwhile is of something else.
  if (useEdits.getState().said === said || useEdits.getState().said === null)
    note('The host was read again.');
}

/** Leaves this host for another one; while that can't be had, this one stays. */
export async function openHost(host: string): Promise<void> {
  useHost.setState({ opening: host });
  try {
    const view = await engine().request('host.open', { host });
    select(null);
    unlight();
    showView(view);
  } catch (error) {
    sayFailure(error);
  } finally {
    useHost.setState({ opening: null });
  }
}

/** Says at the bottom of the window why something was not done. */
export function sayFailure(error: unknown): void {
  const { message, advice } = asApiError(error);
  say(`${message} ${advice}`.trim(), 'danger');
}

export function asApiError(error: unknown): ApiError {
  if (error instanceof RequestFailure) return { message: error.message, advice: error.advice };
  return { message: 'Something went wrong in Patchbay.', advice: `Please report this: ${String(error)}` };
}
