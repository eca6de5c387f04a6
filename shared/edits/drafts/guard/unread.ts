import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { isRead, type SourceName } from '#shared/host/source.ts';
import { refuse } from '#shared/ops/refusal.ts';
import type { Refusal } from '../../model.ts';

const needed: readonly SourceName[] = ['ip-link', 'ip-addr', 'ip-route'];

/** Why it can't be told what the host is reached by; null: it can. */
export function refuseUnread({ sources }: HostSnapshot): Refusal | null {
  const silent = sources.find(
    (report) => needed.includes(report.name) && (!isRead(report) || report.gap !== undefined),
  );
  return silent === undefined
    ? null
    : refuse(
        `Patchbay can’t see at present what this host is reached by, and changes nothing blindly. ${silent.message}`.trimEnd(),
        silent.advice,
      );
}
