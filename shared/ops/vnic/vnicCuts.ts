import type { HostSnapshot } from '#shared/host/snapshot.ts';
import type { Side, VnicKey } from '../op.ts';
import type { Cut } from '../opKind.ts';
import { vnicIn } from './vnicKey.ts';

/** Where a change of a running VM’s vNIC may stop traffic: a guest may be a router, the host’s own or the user’s. */
export function vnicCuts(
  { domain, scope, vnic }: { readonly domain: string; readonly scope: Side; readonly vnic: VnicKey },
  snapshot: HostSnapshot,
): Cut[] {
  const tap = scope === 'live' ? vnicIn(snapshot, domain, 'live', vnic)?.targetDev : null;
  return tap === null || tap === undefined ? [] : [{ link: tap, ofGuests: false }];
}
