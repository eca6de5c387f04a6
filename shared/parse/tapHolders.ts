import type { TapHolder } from '#shared/host/process.ts';
import { OddLines } from './oddLines.ts';
import type { Parsed } from './result.ts';

/**
 * Reads `grep -H '^iff:' /proc/PID/fdinfo/FD …`: which process holds which TAP. A process that holds several queues
 * of one TAP is named once.
 *
 * Source of the format: Linux `drivers/net/tun.c` `tun_chr_show_fdinfo()`.
 */
export function parseTapHolders(text: string): Parsed<TapHolder[]> {
  const holders = new Map<string, TapHolder>();
  const odd = new OddLines('The list of open TAPs');
  for (const [index, line] of text.split('\n').entries()) {
    if (line === '') continue;
    // /proc/4711/fdinfo/27:iff:\tvnet0   no name: the descriptor was opened and is not attached yet
    const match = /^\/proc\/(\d+)\/fdinfo\/\d+:iff:\s*(\S*)$/.exec(line);
    if (match === null) {
      odd.add(line, index, 'a descriptor’s');
      continue;
    }
    const [, pid, link] = match;
    if (link) holders.set(`${pid} ${link}`, { link, pid: Number(pid) });
  }
  return odd.parsed([...holders.values()], holders.size);
}
