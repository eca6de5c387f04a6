import { createHash } from 'node:crypto';
import type { Homelab } from '../model.ts';

/** The MAC of a link that came without one: the kernel draws it at random, here it follows from what was made before. */
export function freshMac(lab: Homelab, name: string): string {
  const digest = createHash('sha256').update(`${lab.next.ifindex} ${name}`).digest();
  // Unicast, and of nobody's: the second bit says "locally administered".
  const first = ((digest[0] ?? 0) & 0xfc) | 0x02;
  return [first, ...digest.subarray(1, 6)].map((byte) => byte.toString(16).padStart(2, '0')).join(':');
}
