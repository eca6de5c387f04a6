import { setTimeout as pause } from 'node:timers/promises';
import { Engine } from '#electron/engine/engine.ts';
import { journalFor } from '#electron/engine/history/journalFor.ts';
import type { Host } from '#electron/hosts/host.ts';
import { localHost } from '#electron/hosts/local/local.ts';
import type { Edit } from '#shared/edits/model.ts';

// A Patchbay that is killed at one point of an edit, as kill -9 would: no handler runs, nothing is tidied up.

/**
 * - `begun`, `ended`: right after the journal has the edit, and right before it would get the edit's end
 * - `before`, `during`, `after` a command that changes the host, counted from 0
 * - `hang`: at the first command it stays, alive, until somebody kills it
 */
export type KillPoint =
  | { readonly at: 'begun' | 'ended' | 'hang' }
  | { readonly at: 'before' | 'during' | 'after'; readonly command: number };

export interface DriverTask {
  /** Null: the undo of the latest edit. `revert`: of the one that was interrupted. */
  readonly edit: Edit | 'revert' | null;
  readonly point: KillPoint;
  /** A command that fails and does nothing, so that what was done before it is put back. */
  readonly fails?: number;
  /** Where the history is. */
  readonly state: string;
}

const { edit, point, fails, state } = JSON.parse(process.argv[2] ?? '') as DriverTask;

function die(): Promise<never> {
  process.kill(process.pid, 'SIGKILL');
  return new Promise(() => {});
}

function doomed(host: Host): Host {
  let command = -1;
  return {
    ...host,
    async run(what, limits) {
      if (
        !/ (attach|detach|update)-device | managedsave-define | net-(define|undefine|start|destroy|autostart) | link (add|del|set) | tuntap (add|del) /.test(
          what.argv.join(' '),
        )
      )
        return host.run(what, limits);
      command += 1;
      if (point.at === 'hang') {
        process.stdout.write('hanging\n');
        return new Promise(() => {});
      }
      if (command === fails) return { kind: 'exited', exitCode: 1, stdout: '', stderr: 'error: no luck' };
      const isDue = 'command' in point && point.command === command;
      if (isDue && point.at === 'before') return die();
      const running = host.run(what, limits);
      // The command has its input and is on its way.
      if (isDue && point.at === 'during') setTimeout(() => void die(), 8);
      const outcome = await running;
      return isDue && point.at === 'after' ? die() : outcome;
    },
  };
}

const host = doomed(localHost());
const journal = journalFor(host, state);
const engine = new Engine(host, {
  pollMs: () => 60_000,
  lock: async () => 'none',
  journal: {
    read: () => journal.read(),
    async append(record) {
      if (record.is === 'ended' && point.at === 'ended') return die();
      await journal.append(record);
      if (record.is === 'begun' && point.at === 'begun') return die();
    },
  },
});
engine.start();
await engine.refresh();
// Whether a TAP is a loose end is known only then.
while (
  engine.current().topology.sources.some(({ name, status }) => name === 'tap-holders' && status === 'pending')
)
  await pause(50);
const planned =
  edit === null
    ? engine.planUndo()
    : edit === 'revert'
      ? engine.past.planUndo(engine.history().interrupted?.[0]?.id ?? '')
      : engine.plan(edit);
if (!planned.ok) throw new Error(planned.refusal.why);
const result = await engine.apply(planned.plan.id);
process.stdout.write(`${JSON.stringify(result)}\n`);
process.exit(3);
