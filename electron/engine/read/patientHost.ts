import type { Host } from '../../hosts/host.ts';

/** What the readers of one source use of a host. */
export type ReadHost = Pick<Host, 'run' | 'asOf' | 'libvirtRemark'>;

/** A reading may take this many times as long as the same program lately needed. */
const MARGIN = 3;
/** How fast what a program once needed is forgotten, by each reading that was faster. */
const MEMORY = 0.9;
/** To wait even longer tells no better whether it is slow or dead. */
const MOST_DOUBLINGS = 2;
const MOST_MS = 60_000;

interface Experience {
  /** Milliseconds that it needed to answer: the longest, which fades; 0: it has not answered yet. */
  readonly neededMs: number;
  /** How often in a row it did not answer in time. */
  readonly timeouts: number;
}

const unknown: Experience = { neededMs: 0, timeouts: 0 };

/**
 * A host for the readers of one source that learns how long its programs take. The limit that a reader asks for is what
 * a program gets that has answered quickly so far. One that never answered gets twice that, as everything is started at
 * once then; one that needed long gets a multiple of it; and after a time-out the next reading gets twice as long, and
 * four times at most, so that what is slow is read in the end and what is dead is called so. None gets more than 60 s,
 * or what was asked for if that is more. All of it is times the host’s own `patience`.
 */
export function patientHost(host: ReadHost & Pick<Host, 'patience'>): ReadHost {
  const known = new Map<string, Experience>();

  const run: Host['run'] = async (command, limits) => {
    const [program] = command.argv;
    const timeoutMs = limitMs(limits.timeoutMs, known.get(program) ?? unknown, host.patience ?? 1);
    const began = performance.now();
    const outcome = await host.run(command, { ...limits, timeoutMs });
    const { neededMs, timeouts } = known.get(program) ?? unknown;
    if (outcome.kind === 'timed-out') known.set(program, { neededMs, timeouts: timeouts + 1 });
    else if (outcome.kind === 'exited') {
      const tookMs = Math.max(1, performance.now() - began);
      known.set(program, { neededMs: Math.max(tookMs, neededMs * MEMORY), timeouts: 0 });
    }
    return outcome;
  };
  // Whatever else the host tells is the host’s own.
  return Object.assign(Object.create(host) as ReadHost, { run });
}

/** Before the host’s own patience multiplies it. */
function limitMs(baseMs: number, { neededMs, timeouts }: Experience, factor: number): number {
  const usualMs = Math.max(baseMs, (MARGIN * neededMs) / factor);
  const doublings = timeouts + (neededMs === 0 ? 1 : 0);
  return Math.min(usualMs * 2 ** Math.min(doublings, MOST_DOUBLINGS), Math.max(MOST_MS, baseMs));
}
