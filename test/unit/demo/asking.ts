import { demoHost } from '#electron/demo/demo.ts';
import { homelab } from '#electron/demo/homelab/homelab.ts';
import type { Homelab } from '#electron/demo/model.ts';
import type { RunOutcome } from '#shared/host/command.ts';

type Exited = Extract<RunOutcome, { kind: 'exited' }>;

/** A demo host that answers at once, and ways to ask it what must come to an end by itself. */
export function quickDemo(clock: () => number = Date.now, lab: Homelab = homelab()) {
  const host = demoHost({ lab, pace: 0, clock });
  const ask = async (argv: readonly [string, ...string[]], stdin = ''): Promise<Exited> => {
    const outcome = await host.run({ argv, stdin }, { timeoutMs: 60_000 });
    if (outcome.kind !== 'exited') throw new Error(`${argv.join(' ')}: ${outcome.kind}`);
    return outcome;
  };
  return {
    host,
    ask,
    /** As the reader asks: everything in one argument, read-only, quiet. */
    virsh: (script: string) => ask(['virsh', '-r', '-q', '-c', 'qemu:///system', script]),
    /** As an edit asks. */
    edit: (argv: readonly string[], stdin = '') => ask(['virsh', '-c', 'qemu:///system', ...argv], stdin),
    ip: (...args: string[]) => ask(['ip', ...args]),
  };
}
