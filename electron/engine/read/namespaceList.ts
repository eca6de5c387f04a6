import type { NetNamespace } from '#shared/host/container.ts';
import { type NamedNamespace, parseIpNetns } from '#shared/parse/ipNetns.ts';
import { parseLsns } from '#shared/parse/lsns.ts';
import type { ReadHost } from './patientHost.ts';
import type { Cancelled } from './source.ts';
import { exitTrouble, type Tool, type Trouble, troubleOf, unparsableTrouble } from './trouble.ts';

const TIMEOUT_MS = 10_000;

const LSNS: Tool = {
  program: 'lsns',
  install: 'Install the package util-linux.',
  hung: 'Retrying…',
};

/** A namespace before its process was looked at. */
export interface Place extends Pick<NetNamespace, 'pid' | 'netnsId' | 'name'> {
  /** What started that process; null: not known. */
  readonly parent: number | null;
}

const LIST = ['lsns', '-J', '-t', 'net', '-o', 'NS,PID,PPID,NETNSID,NSFS'] as const;
/** What was asked before Incus was told from LXC: a capture of then holds the answer to this one. */
const LIST_WITHOUT_PARENTS = ['lsns', '-J', '-t', 'net', '-o', 'NS,PID,NETNSID,NSFS'] as const;

/** The network namespaces with processes, by `lsns`. */
export async function listNamespaces(
  host: ReadHost,
  signal: AbortSignal | undefined,
): Promise<Place[] | Trouble | Cancelled> {
  const asked = await host.run({ argv: LIST }, limitsOf(signal));
  const listed =
    asked.kind === 'not-captured' ? await host.run({ argv: LIST_WITHOUT_PARENTS }, limitsOf(signal)) : asked;
  if (listed.kind === 'cancelled') return { status: 'cancelled' };
  if (listed.kind !== 'exited') return troubleOf(listed, LSNS);
  const { exitCode, stdout, stderr } = listed;
  if (stdout === '' && exitCode !== 0 && stderr !== '') return exitTrouble('lsns', exitCode, stderr, null);
  const rows = parseLsns(stdout);
  if (!rows.ok) return unparsableTrouble(rows.message);
  return rows.value
    .filter(({ pid }) => pid !== null)
    .map(({ pid, parent, netnsId, mounts }) => ({ pid, parent, netnsId, name: nameOf(mounts) }));
}

/** The namespaces that `ip netns` names, with processes or without; none where that can’t be read. */
export async function listNamed(
  host: ReadHost,
  signal: AbortSignal | undefined,
): Promise<readonly NamedNamespace[] | Cancelled> {
  const named = await host.run({ argv: ['ip', '-j', 'netns', 'list'] }, limitsOf(signal));
  if (named.kind === 'cancelled') return { status: 'cancelled' };
  const names = named.kind === 'exited' ? parseIpNetns(named.stdout) : null;
  return names?.ok ? names.value : [];
}

/** Those with processes, and those among the named ones that have none. */
export function allPlaces(listed: readonly Place[], named: readonly NamedNamespace[]): Place[] {
  const known = new Set(listed.map(({ name }) => name));
  const ids = new Set(listed.flatMap(({ netnsId }) => netnsId ?? []));
  const others = named.filter(
    ({ name, netnsId }) => !known.has(name) && (netnsId === null || !ids.has(netnsId)),
  );
  return [...listed, ...others.map(({ name, netnsId }) => ({ pid: null, parent: null, netnsId, name }))];
}

function limitsOf(signal: AbortSignal | undefined) {
  return { timeoutMs: TIMEOUT_MS, ...(signal ? { signal } : {}) };
}

// /run/netns/blue   and beside it /run/docker/netns/3f2a…, which is no name of anybody’s
function nameOf(mounts: readonly string[]): string | null {
  for (const path of mounts) {
    const name = /^(?:\/var)?\/run\/netns\/([^/]+)$/.exec(path)?.[1];
    if (name !== undefined) return name;
  }
  return null;
}
