import { monitorLines } from './ip/monitor.ts';
import type { Homelab } from './model.ts';
import { eventLines } from './virsh/events.ts';

/** A command that goes on printing: what it prints when the host changes; or how it ends at once. */
export type Stream =
  | { readonly ok: true; readonly lines: (before: Homelab, after: Homelab, now: number) => readonly string[] }
  | { readonly ok: false; readonly kind: 'missing' | 'exited'; readonly message: string };

/** `ip … monitor …` and `virsh … event …`; whatever follows these words is taken as "everything". */
export function streamOf(argv: readonly string[]): Stream {
  const [program = '', ...args] = argv;
  if (program === 'ip' && args.includes('monitor')) return { ok: true, lines: monitorLines };
  if (program === 'virsh' && args.some((arg) => arg.split(' ')[0] === 'event'))
    return { ok: true, lines: eventLines };
  if (program === 'ip' || program === 'virsh')
    return { ok: false, kind: 'exited', message: `The demo host cannot follow "${argv.join(' ')}".` };
  return { ok: false, kind: 'missing', message: `${program} is not installed on the demo host.` };
}
