import type { LinkAddress } from '#shared/host/address.ts';
import type { NetSettings } from '#shared/host/netSettings.ts';
import { MISC_DEVICES, netSettingFiles, parseNetSettings } from '#shared/parse/netSettings.ts';
import type { Read } from './ip.ts';
import { readingOf } from './oddEntries.ts';
import type { ReadHost } from './patientHost.ts';
import { exitTrouble, GREP, troubleOf, unparsableTrouble } from './trouble.ts';

const TIMEOUT_MS = 5000;

/** What the kernel is told of forwarding, of bridged frames and of reverse paths, and whether it has vhost-net, in one process. */
export function readNetSettings(
  host: ReadHost,
  addresses: () => readonly LinkAddress[],
): Read<NetSettings | null> {
  return async (signal) => {
    const links = addresses().filter(({ family, scope }) => family === 'inet' && scope === 'global');
    const names = [...new Set(links.map(({ link }) => link))];
    const limits = { timeoutMs: TIMEOUT_MS, ...(signal ? { signal } : {}) };
    const argv = ['grep', '-sH', '', ...netSettingFiles(names)] as const;
    const asked = await host.run({ argv: [...argv, MISC_DEVICES] }, limits);
    // The devices were not asked for at first: a capture of then holds the answer to the rest.
    const outcome = asked.kind === 'not-captured' ? await host.run({ argv }, limits) : asked;
    if (outcome.kind === 'cancelled') return { status: 'cancelled' };
    if (outcome.kind !== 'exited') return troubleOf(outcome, GREP);
    // 2: some of the files are not there, as a rule those of br_netfilter.
    if (outcome.stdout === '')
      return outcome.exitCode === 0
        ? unparsableTrouble('grep printed nothing of the kernel’s settings.')
        : exitTrouble('grep', outcome.exitCode, outcome.stderr, null);
    const read = parseNetSettings(outcome.stdout);
    return read.ok ? readingOf('grep', read) : unparsableTrouble(read.message);
  };
}
