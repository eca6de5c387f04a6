import type { KeptHost } from '#shared/keptHosts.ts';
import { useHost } from '../stores/host.ts';
import { useLook } from '../stores/look.ts';
import type { Action } from './action.ts';
import { disconnected } from './blocked.ts';
import { engine, openHost, sayFailure } from './engine.ts';

/** The list of hosts, to open another one or tell of a new one. */
export const chooseHost = {
  label: 'Hosts…',
  keys: ['O'],
  blocked: ({ host }) =>
    host.switchable || host.topology === null ? disconnected(host) : 'This address shows one host only.',
  perform: () => useLook.setState({ hosts: true }),
} as const satisfies Action;

export function closeHosts(): void {
  useLook.setState({ hosts: false });
}

/** Leaves the list for the host; what is asked on the way to it, and how it fails, is told in its place. */
export function goToHost(name: string): void {
  closeHosts();
  void openHost(name);
}

/** Keeps what the user has made of their list. */
export async function keepHosts(hosts: readonly KeptHost[]): Promise<void> {
  useHost.setState({ keptHosts: hosts });
  await engine()
    .request('hosts.keep', { hosts: [...hosts] })
    .catch(sayFailure);
}

/** The hosts that the user has names for elsewhere and that aren’t in the list; none where they can’t be had. */
export async function suggestedHosts(): Promise<readonly string[]> {
  const names = await engine()
    .request('hosts.suggest', {})
    .catch(() => []);
  const { keptHosts } = useHost.getState();
  return names.filter((name) => !keptHosts.some((kept) => kept.name === name));
}
