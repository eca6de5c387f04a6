import { isRead, isReadWhole, type SourceName, type SourceReport } from '#shared/host/source.ts';

/** What the nodes of a topology are read from; the other sources only add to them. */
const NODES: Readonly<Partial<Record<SourceName, string>>> = {
  'ip-link': 'the links',
  virsh: 'the VMs and networks',
  'ip-addr': 'the host’s addresses',
};

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
  const words = unreadSources(sources).map((report) => {
    const why = report.message === '' ? 'not read yet' : report.message.replace(/\.$/, '');
    return `${NODES[report.name]} could not be read${isRead(report) ? ' whole' : ''} (${report.name}: ${why})`;
  });
  return words.length === 0 ? null : words.join(', and ');
}
