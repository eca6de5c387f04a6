import type { Command, RunOutcome } from '#shared/host/command.ts';
import { libvirtPlace } from '#shared/host/libvirtUri.ts';
import { isBatchScript } from '#shared/parse/virshBatch.ts';
import type { RunLimits } from '../host.ts';
import { DEFAULT_MAX_BYTES } from './process/run.ts';
import { textOf } from './process/text.ts';
import { VirshLane } from './process/virshLane.ts';

/** What comes while both are busy is started as any other command. */
const MOST = 2;
/** How long no other is started after one has ended unasked, or could not connect. */
const REST_MS = 10_000;

/** Runs the scripts that only read this host’s libvirt by virshes that stay. */
export class ReadingVirsh {
  readonly #lanes = new Set<VirshLane>();
  #restUntil = 0;
  #isClosed = false;

  /** Never rejects. Null: run it as any other command. */
  async run({ argv, stdin }: Command, limits: RunLimits): Promise<RunOutcome | null> {
    const script = argv.at(-1) ?? '';
    const before = argv.slice(0, -1) as [string, ...string[]];
    if (stdin !== undefined || limits.signal?.aborted || !isReading(before) || !isBatchScript(script))
      return null;
    const lane = this.#free(before);
    return lane === null ? null : ask(lane, script, limits);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const lane of this.#lanes) lane.close();
    await Promise.all([...this.#lanes].map(({ ended }) => ended));
  }

  /** Starts one where all are busy: whoever comes next can use it. */
  #free(argv: readonly [string, ...string[]]): VirshLane | null {
    for (const lane of this.#lanes) {
      if (lane.isFree) return lane;
      if (!lane.isOver) continue;
      this.#lanes.delete(lane);
      this.#restUntil = performance.now() + REST_MS;
    }
    const isResting = performance.now() < this.#restUntil;
    if (this.#isClosed || isResting || this.#lanes.size >= MOST) return null;
    this.#lanes.add(new VirshLane(argv));
    return null;
  }
}

/** The user’s own libvirt is started by whoever asks it first, with what that one’s environment says. */
function isReading(words: readonly string[]): boolean {
  const [program, readOnly, quiet, at, uri = '', ...rest] = words;
  const isVirsh = program === 'virsh' && readOnly === '-r' && quiet === '-q' && at === '-c';
  return isVirsh && libvirtPlace(uri) === 'system' && rest.length === 0;
}

async function ask(lane: VirshLane, script: string, limits: RunLimits): Promise<RunOutcome | null> {
  const { signal, timeoutMs, maxBytes = DEFAULT_MAX_BYTES } = limits;
  let stopped: RunOutcome | null = null;
  const timer = setTimeout(() => {
    const { stdout, stderr } = lane.soFar();
    stopped = { kind: 'timed-out', afterMs: timeoutMs, stdout: textOf(stdout), stderr: textOf(stderr) };
    lane.close();
  }, timeoutMs);
  const onAbort = () => {
    stopped = { kind: 'cancelled' };
    lane.close();
  };
  signal?.addEventListener('abort', onAbort, { once: true });
  const answer = await lane.run(script, maxBytes);
  signal?.removeEventListener('abort', onAbort);
  clearTimeout(timer);
  if (stopped !== null || answer === null) return stopped;
  // The last command of a batch prints the closing sentinel, which can’t fail.
  return { kind: 'exited', exitCode: 0, stdout: textOf(answer.stdout), stderr: textOf(answer.stderr) };
}
