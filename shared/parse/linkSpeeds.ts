import { OddLines } from './oddLines.ts';
import type { Parsed } from './result.ts';

/**
 * Reads `grep -sH '' /sys/class/net/NAME/speed …`: Mbit/s by link name. A link that has no speed to tell prints -1 or
 * cannot be read, and is left out.
 *
 * Source of the format: Linux `Documentation/ABI/testing/sysfs-class-net`.
 */
export function parseLinkSpeeds(text: string): Parsed<Readonly<Record<string, number>>> {
  const speeds = new Map<string, number>();
  const odd = new OddLines('The links’ speeds');
  for (const [index, line] of text.split('\n').entries()) {
    if (line === '') continue;
    // /sys/class/net/enp3s0/speed:1000
    const match = /^\/sys\/class\/net\/([^/\s]+)\/speed:(-?\d+)$/.exec(line);
    if (match === null) {
      odd.add(line, index, 'a speed');
      continue;
    }
    const speed = Number(match[2]);
    if (match[1] !== undefined && speed > 0) speeds.set(match[1], speed);
  }
  return odd.parsed(Object.fromEntries(speeds), speeds.size);
}
