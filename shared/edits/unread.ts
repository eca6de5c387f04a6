import { isPartFresh, unreadDomains, wasRead } from '#shared/host/freshness.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { isReadWhole, type SourceName, type SourceReport } from '#shared/host/source.ts';
import { listed } from '../ops/listed.ts';
import { type Refusal, refuse } from '../ops/refusal.ts';

// A source that was read may have left out a part: what is shown of that is of an earlier read, and nothing is changed
// on such facts.

interface Named {
  readonly name: string;
  readonly uuid: string;
}

type Sources = readonly SourceReport[];

/** Why nothing is changed: one of these sources was not read, so that its facts are old; null: all were. */
export function refuseStale(sources: Sources, needed: readonly SourceName[]): Refusal | null {
  const stale = needed.find((name) => !wasRead(sources, name));
  if (stale === undefined) return null;
  const what =
    stale === 'virsh' ? 'libvirt’s VMs' : stale === 'ovs' ? 'Open vSwitch’s ports' : 'the host’s links';
  return blind(
    what,
    sources.find(({ name }) => name === stale),
  );
}

/** What tells how the host is reached. */
const reaching: readonly SourceName[] = ['ip-link', 'ip-addr', 'ip-route'];

/** Why it can't be told what the host is reached by: that was not read, or not whole; null: it can. */
export function refuseUnreadReach(sources: Sources): Refusal | null {
  const silent = sources.find((report) => reaching.includes(report.name) && !isReadWhole(report));
  return silent === undefined ? null : blind('how this host is reached', silent);
}

function blind(what: string, report: SourceReport | undefined): Refusal {
  return refuse(
    `Patchbay can’t see ${what} at present, so it won’t change anything. ${report?.message ?? ''}`.trimEnd(),
    report?.advice ?? '',
  );
}

/** Why a VM can't be changed: what is known of it is old; null: it is of now. */
export function refuseUnreadVm(sources: Sources, { name, uuid }: Named): Refusal | null {
  return unreadDomains(sources).has(uuid) ? unread(sources, `the details of ${name}`) : null;
}

/** Why nothing can be done with a network: what is known of it is old; null: it is of now. */
export function refuseUnreadNetwork(sources: Sources, { name, uuid }: Named): Refusal | null {
  const isFresh = isPartFresh(sources, { of: 'networks' }) && isPartFresh(sources, { of: 'network', uuid });
  return isFresh ? null : unread(sources, `the details of the network ${name}`);
}

/** Why it can't be told which networks there are; null: it can. */
export function refuseUnreadNetworks(sources: Sources): Refusal | null {
  return isPartFresh(sources, { of: 'networks' }) ? null : unread(sources, 'libvirt’s networks');
}

/** Why it can't be told who uses something; null: all VMs were read. */
export function refuseUnreadUsers({ sources, domains }: HostSnapshot): Refusal | null {
  const names = unreadNames(sources, domains);
  return names.length === 0 ? null : unread(sources, `the details of ${listed(names)}`);
}

/** What to think of where some VM can't be read that may use what is changed. */
export function unreadUsers({ sources, domains }: HostSnapshot, what: string): string[] {
  const names = unreadNames(sources, domains);
  return names.length === 0
    ? []
    : [`Patchbay can’t read the details of ${listed(names)} at present, so ${what} may be in use there.`];
}

function unreadNames(sources: Sources, domains: readonly Named[]): string[] {
  const uuids = unreadDomains(sources);
  return domains.flatMap(({ uuid, name }) => (uuids.has(uuid) ? [name] : []));
}

function unread(sources: Sources, what: string): Refusal {
  const message = sources.find(({ name }) => name === 'virsh')?.message ?? '';
  return refuse(
    `Patchbay can’t read ${what} at present, so it won’t change anything. ${message}`.trimEnd(),
    'Try again in a moment. If the problem persists, check what virsh dumpxml prints.',
  );
}
