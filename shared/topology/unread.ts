import { isRead, isReadWhole, type SourceName, type SourceReport } from '#shared/host/source.ts';
import type { Topology } from './model.ts';

/** What the nodes of a topology are read from; the other sources only add to them. */
const NODES: Readonly<Partial<Record<SourceName, string>>> = {
  'ip-link': 'the links',
  virsh: 'the VMs and networks',
  'ip-addr': 'the host’s addresses',
};

/** What tells of MACs and addresses that no node has. */
const ON_WIRE: Readonly<Partial<Record<SourceName, string>>> = {
  'bridge-fdb': 'what the bridges have learned',
  'ovs-fdb': 'what Open vSwitch has learned',
  'ip-neigh': 'the host’s neighbours',
};

/** What could not be read of what was seen on the wires, in the words of `unreadWords`; null where all was read. */
export function unreadOnWire(sources: readonly SourceReport[]): string | null {
  const unread = sources.filter((report) => ON_WIRE[report.name] !== undefined && !isReadWhole(report));
  return unread.length === 0 ? null : unread.map((report) => wordsOf(report, ON_WIRE)).join(', and ');
}

/** What can't be told of what one bridge has learned, by its name; null: all was read. */
export function unreadOfBridge(
  { nodes, sources }: Pick<Topology, 'nodes' | 'sources'>,
  bridge: string,
): string | null {
  const isOpenSwitch = nodes.some(({ kind, name }) => kind === 'ovs-bridge' && name === bridge);
  const source: SourceName = isOpenSwitch ? 'ovs-fdb' : 'bridge-fdb';
  const report = sources.find(({ name }) => name === source);
  // Without Open vSwitch’s own word on its bridges nobody is asked what they have learned.
  if (isOpenSwitch && (report === undefined || report.isAbsent === true))
    return 'Open vSwitch’s bridges can’t be read';
  return unreadOnWire(report === undefined ? [] : [report]);
}

/**
 * The sources that were not read, or not whole, so that what is not found may be there all the same. A host without
 * libvirt has no VMs of libvirt’s.
 */
export function unreadSources(sources: readonly SourceReport[]): SourceReport[] {
  return sources.filter(
    (report) => NODES[report.name] !== undefined && report.status !== 'missing' && !isReadWhole(report),
  );
}

/** `the links could not be read (ip-link: ip did not answer within 5 s.)`; null where all was read. */
export function unreadWords(sources: readonly SourceReport[]): string | null {
  const words = unreadSources(sources).map((report) => wordsOf(report, NODES));
  return words.length === 0 ? null : words.join(', and ');
}

function wordsOf(report: SourceReport, names: Readonly<Partial<Record<SourceName, string>>>): string {
  const why = report.message === '' ? 'not read yet' : report.message.replace(/\.$/, '');
  return `${names[report.name]} could not be read${isRead(report) ? ' whole' : ''} (${report.name}: ${why})`;
}
