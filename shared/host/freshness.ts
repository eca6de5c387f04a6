import { type FactPart, isRead, type SourceName, type SourceReport } from './source.ts';

/** Whether the latest read had this source, as a whole or but for some parts. */
export function wasRead(sources: readonly SourceReport[], name: SourceName): boolean {
  return isRead(sources.find((source) => source.name === name));
}

/** Whether what is known of this part is of the latest read, and not of an earlier one. */
export function isPartFresh(sources: readonly SourceReport[], part: FactPart): boolean {
  const name = part.of === 'routes' ? 'ip-route' : 'virsh';
  const unread = sources.find((source) => source.name === name)?.unread ?? [];
  return wasRead(sources, name) && !unread.some((each) => isSamePart(each, part));
}

/** The domains of which the latest read could not have every side, by UUID. */
export function unreadDomains(sources: readonly SourceReport[]): ReadonlySet<string> {
  const parts = sources.flatMap(({ unread = [] }) => unread);
  return new Set(parts.flatMap((part) => (part.of === 'domain' ? [part.uuid] : [])));
}

function isSamePart(a: FactPart, b: FactPart): boolean {
  switch (a.of) {
    case 'domain':
      return b.of === 'domain' && a.uuid === b.uuid && a.side === b.side;
    case 'network':
      return b.of === 'network' && a.uuid === b.uuid;
    case 'networks':
      return b.of === 'networks' || b.of === 'network';
    case 'routes':
      return b.of === 'routes' && a.family === b.family;
  }
}
