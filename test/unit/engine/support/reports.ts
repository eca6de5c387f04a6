import type { HostSnapshot } from '#shared/host/snapshot.ts';
import type { SourceName, SourceReport } from '#shared/host/source.ts';

export function reportOf({ sources }: HostSnapshot, name: SourceName): SourceReport | undefined {
  return sources.find((source) => source.name === name);
}
