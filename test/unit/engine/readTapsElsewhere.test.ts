import { describe, expect, it } from 'vitest';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { printed } from './support/scriptedHost.ts';
import { isAboutIfupdown } from './support/scriptedReader.ts';
import { links, macvtap, tap, withLinks } from './support/tapLinks.ts';

/**
 * Processes by id: the network namespace of each, and the TAPs or the macvtap's index that it holds. What is asked of
 * /proc is kept by its files.
 */
function withProcesses(
  text: string,
  processes: Readonly<Record<number, { netns: string; taps?: string[]; macvtap?: number; links?: string[] }>>,
) {
  const parts = withLinks(text);
  const all = Object.entries(processes);
  const held = all.flatMap(([pid, { taps = [], macvtap: index }]) => [
    ...taps.map((_, fd) => [`/proc/${pid}/fd/${fd + 3}`, '/dev/net/tun']),
    ...(index === undefined ? [] : [[`/proc/${pid}/fd/9`, `/dev/tap${index}`]]),
  ]);
  const spaces = [['self', 'net:[1]'], ...all.map(([pid, { netns }]) => [pid, netns])];
  parts.host.script('find', (argv) => {
    const files = spaces.map(([process, netns]) => [`/proc/${process}/ns/net`, netns]);
    const rows = argv[1] === '/proc' ? held : files.filter(([path]) => argv.includes(path ?? ''));
    return printed(rows.map((row) => `${row.join('\0')}\0`).join(''));
  });
  parts.host.script('grep', (argv) => {
    if (isAboutIfupdown(argv)) return printed('', '', 2);
    const texts = all.flatMap(([pid, { taps = [], links: own = [] }]) => [
      ...taps.map((tap, fd) => [`/proc/${pid}/fdinfo/${fd + 3}`, `iff:\t${tap}\n`]),
      [`/proc/${pid}/cmdline`, 'qemu-system-x86_64\0'],
      [`/proc/${pid}/net/dev`, `Inter-|\n face |\n${own.map((name) => `  ${name}: 0\n`).join('')}\0`],
    ]);
    const asked = texts.filter(([path]) => argv.includes(path ?? ''));
    return printed(asked.map(([path, content]) => `${path}:${content}`).join(''));
  });
  return parts;
}

const holding = ({ tapHolders }: HostSnapshot) => tapHolders.map(({ link, pid }) => `${pid} ${link}`);

describe('who holds which TAP', () => {
  it('is nobody of another network namespace, where a TAP or a macvtap’s index is another one', async () => {
    const { reader } = withProcesses(links(tap(7, 'tap0'), macvtap), {
      344: { netns: 'net:[1]', taps: ['tap1'] },
      500: { netns: 'net:[2]', taps: ['tap0'], links: ['lo', 'tap0'] },
      900: { netns: 'net:[2]', macvtap: 23 },
    });
    const snapshot = await reader.read();
    expect(holding(snapshot)).toEqual(['344 tap1']);
    const elsewhere = snapshot.vmProcesses.filter((process) => process.elsewhere);
    expect(elsewhere.map(({ pid }) => pid)).toEqual([500, 900]);
  });

  it('is a process elsewhere whose TAP was moved here: it has none of that name, and nobody here holds it', async () => {
    const { reader } = withProcesses(
      links(
        tap(7, 'tap0', 'LOWER_UP'),
        tap(8, 'tap1', 'LOWER_UP'),
        tap(9, 'tap2', 'LOWER_UP'),
        tap(10, 'tap3'),
      ),
      {
        344: { netns: 'net:[1]', taps: ['tap1'] },
        500: { netns: 'net:[2]', taps: ['tap0', 'tap1', 'tap2', 'tap3'], links: ['lo', 'tap2'] },
      },
    );
    expect(holding(await reader.read())).toEqual(['344 tap1', '500 tap0']);
  });

  it('is nobody who has ended before it was known where he was', async () => {
    const { reader } = withProcesses(links(tap(7, 'tap0')), { 344: { netns: '', taps: ['tap0'] } });
    expect(holding(await reader.read())).toEqual([]);
  });
});
