import type { LinkTraits } from '#shared/host/linkTraits.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import type { Scene } from './scene.ts';

/** What sysfs tells of a link; of one that it tells nothing of, nothing. */
export function traitsOf({ linkTraits = {} }: HostSnapshot, link: string): LinkTraits {
  return (Object.hasOwn(linkTraits, link) ? linkTraits[link] : undefined) ?? {};
}

/** Why what sysfs tells of links is not known although it was read; null: it is known. */
export function traitsUnread({ snapshot }: Scene): string | null {
  return snapshot.linkTraits === undefined
    ? 'This capture doesn’t have the files of /sys that tell it. Make a new one.'
    : null;
}
