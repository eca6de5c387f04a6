import type { InnerNic } from '#shared/host/container.ts';
import { parseInnerNics } from './innerNics.ts';

/**
 * Reads `find PATH… -maxdepth 0 -printf '\0%p\0' -exec nsenter --net={} ip -j -d addr show ;`: the links inside of each
 * namespace by its path. One that could not be entered, or whose links can’t be read, is left out.
 *
 * Source of the format: find(1), which prints what it has before it runs a command; as of `parseInnerNics`.
 */
export function parseNicsInside(text: string): ReadonlyMap<string, readonly InnerNic[]> {
  const found = new Map<string, readonly InnerNic[]>();
  // NUL /proc/4711/ns/net NUL [{"ifindex":1,…}]\n NUL /run/netns/blue NUL …
  const fields = text.split('\0');
  for (let at = 1; at + 1 < fields.length; at += 2) {
    const printed = fields[at + 1] ?? '';
    const nics = printed === '' ? null : parseInnerNics(printed);
    if (nics?.ok) found.set(fields[at] ?? '', nics.value);
  }
  return found;
}
