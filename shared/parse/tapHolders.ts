import type { TapHolder } from '#shared/host/process.ts';
import { OddLines } from './oddLines.ts';
import type { Parsed } from './result.ts';

/**
 * Reads `grep -H '^iff:' /proc/PID/fdinfo/FD …`: which process holds which TAP by which descriptor. The name is the
 * TAP's present one, in the network namespace where the TAP is.
 *
 * Source of the format: Linux `drivers/net/tun.c` `tun_chr_show_fdinfo()`.
 */
export function parseTapHolders(text: string): Parsed<TapHolder[]> {
  const holders: TapHolder[] = [];
  const odd = new OddLines('The list of open TAPs');
  for (const [index, line] of text.split('\n').entries()) {
    if (line === '') continue;
    // /proc/4711/fdinfo/27:iff:\tvnet0   no name: the descriptor was opened and is not attached yet
    const match = /^\/proc\/(\d+)\/fdinfo\/(\d+):iff:\s*(\S*)$/.exec(line);
    if (match === null) {
      odd.add(line, index, 'a descriptor’s');
      continue;
    }
    const [, pid, descriptor, link] = match;
    if (link) holders.push({ link, pid: Number(pid), descriptor: Number(descriptor) });
  }
  return odd.parsed(holders, holders.length);
}
