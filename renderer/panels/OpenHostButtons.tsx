import type { OfferedHost } from '#shared/api.ts';
import { openHost } from '../actions/engine.ts';
import { useHost } from '../stores/host.ts';

/** A button for each host that can be opened in place of the one that is shown. */
export function OpenHostButtons({ hosts }: { readonly hosts: readonly OfferedHost[] }) {
  const opening = useHost((host) => host.opening);
  return hosts.map(({ name, invitation }) => (
    <button
      key={name}
      type="button"
      className="button"
      disabled={opening !== null}
      onClick={() => void openHost(name)}
    >
      {opening === name ? 'Reading the host…' : invitation}
    </button>
  ));
}
