import { readFileSync } from 'node:fs';
import { Engine } from '#electron/engine/engine.ts';
import { journalFor } from '#electron/engine/history/journalFor.ts';
import { openHost } from '#electron/engine/session/openHost.ts';
import type { Host } from '#electron/hosts/host.ts';
import { intoBridge } from './uplinkEdit.ts';

// A Patchbay that is killed at one point of a guarded edit, as kill -9 would: no handler runs, nothing is tidied up.

/**
 * - `written`: right after the journal got this many records of the edit
 * - `arm`: before the guard is called, this many milliseconds into the call, or after it
 * - `waiting`: while the host waits for a word; `guardToo`: with the process that guards it
 * - `keep`: this many milliseconds into giving it, or after it and before the journal has the edit's end
 */
export type GuardPoint =
  | { readonly at: 'written'; readonly records: number }
  | { readonly at: 'arm' | 'keep'; readonly when: 'before' | 'after' | number }
  | { readonly at: 'waiting'; readonly guardToo?: true };

export interface GuardTask {
  readonly point: GuardPoint;
  readonly state: string;
  readonly seconds: number;
  /** All that it started goes with it, as when its terminal or its session does. */
  readonly group: boolean;
  /** As given to `--host`. */
  readonly host: string;
}

const { point, state, seconds, group, host: name } = JSON.parse(process.argv[2] ?? '') as GuardTask;

function die(): Promise<never> {
  process.kill(group ? -process.pid : process.pid, 'SIGKILL');
  return new Promise(() => {});
}

function guardPid(id: string): number {
  return Number(readFileSync(`/run/patchbay/guard/${id}/runner.1`, 'utf8').split(' ')[0]);
}

function doomed(host: Host): Host {
  return {
    ...host,
    async run(command, limits) {
      const isDue = 'when' in point && command.argv.includes(point.at);
      if (isDue && point.when === 'before') return die();
      const running = host.run(command, limits);
      if (isDue && typeof point.when === 'number') setTimeout(() => void die(), point.when);
      const outcome = await running;
      return isDue ? die() : outcome;
    },
  };
}

const host = doomed(await openHost(name));
const journal = journalFor(host, state);
let records = 0;
const engine = new Engine(host, {
  pollMs: () => 60_000,
  lock: async () => 'none',
  guardSeconds: seconds,
  journal: {
    read: () => journal.read(),
    async append(record) {
      await journal.append(record);
      records += 1;
      if (point.at === 'written' && records === point.records) return die();
    },
  },
});
engine.on((name, payload) => {
  if (name !== 'guards' || !Array.isArray(payload)) return;
  const [guard] = payload;
  if (guard?.phase !== 'waiting') return;
  if (point.at === 'waiting') {
    if (point.guardToo) process.kill(guardPid(guard.id), 'SIGKILL');
    void die();
  }
  if (point.at === 'keep') void engine.guards.keep(guard.id);
});
engine.start();
await engine.refresh();
const planned = engine.plan(intoBridge);
if (!planned.ok) throw new Error(planned.refusal.why);
const result = await engine.apply(planned.plan.id);
process.stdout.write(`${JSON.stringify(result)}\n`);
process.exit(3);
