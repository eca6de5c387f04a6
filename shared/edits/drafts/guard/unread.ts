import type { HostSnapshot } from '#shared/host/snapshot.ts';
import type { SourceName } from '#shared/host/source.ts';
import type { Refusal } from '../../model.ts';
import { refuse } from '../../refusal.ts';

const needed: readonly SourceName[] = ['ip-link', 'ip-addr', 'ip-route'];

/** Why it can't be told what the host is reached by; null: it can. */
export function refuseUnread({ sources }: HostSnapshot): Refusal | null {
  const silent = sources.find(
    ({ name, status }) => needed.includes(name) && status !== 'ok' && status !== 'partial',
  );
  return silent === undefined
    ? null
    : refuse(
        `Patchbay can’t see at present what this host is reached by, and changes nothing blindly. ${silent.message}`.trimEnd(),
        silent.advice,
      );
}
