import type { EngineOptions } from '#electron/engine/engine.ts';
import { type Journal, noJournal } from '#electron/engine/history/journal.ts';
import { bareHost } from '#electron/hosts/bareHost.ts';
import type { FollowEnd, Following, Host } from '#electron/hosts/host.ts';
import type { ApplyResult, Edit, Plan, Planned } from '#shared/edits/model.ts';
import type { RunOutcome } from '#shared/host/command.ts';
import { type NodeId, vnicId } from '#shared/topology/model.ts';
import { uuidOf, virsh } from './support/lab.ts';
import { labHost } from './support/labHost.ts';
import { WitnessedEngine } from './support/witness.ts';

/** Nothing is told of what happens. */
function follow(_: unknown, __: unknown, onEnd: (end: FollowEnd) => void): Following {
  return { stop: () => onEnd({ kind: 'stopped', message: '' }) };
}

/** An engine on the lab, with what a test of edits does to it. */
export class Bench {
  readonly engine: WitnessedEngine;
  readonly #host: Host;

  private constructor(host: Host, journal: Journal, options: Partial<EngineOptions>) {
    this.#host = host;
    // Without a history it minds no other Patchbay either: two of them may edit in one process.
    const own = { ...host, follow, ...(journal === noJournal ? { lock: bareHost.lock } : {}) };
    this.engine = new WitnessedEngine(own, {
      // These tests read when they need to; that what happens is told by events is for those of reading.
      pollMs: () => 30_000,
      lock: async () => 'none',
      journal,
      ...options,
    });
  }

  static async open(
    host: Host = labHost,
    journal = noJournal,
    options: Partial<EngineOptions> = {},
  ): Promise<Bench> {
    const bench = new Bench(host, journal, options);
    bench.engine.start();
    await bench.engine.refresh();
    return bench;
  }

  async close(): Promise<void> {
    await this.engine.stop();
    await this.#host.close();
  }

  /** The plan of an edit on what the host shows now; fails the test where it is refused. */
  async plan(edit: Edit): Promise<Plan> {
    await this.engine.refresh();
    return granted(this.engine.plan(edit));
  }

  async apply(edit: Edit): Promise<ApplyResult> {
    return this.engine.apply((await this.plan(edit)).id);
  }

  async undo(): Promise<ApplyResult> {
    await this.engine.refresh();
    return this.engine.apply(granted(this.engine.planUndo()).id);
  }

  async redo(): Promise<ApplyResult> {
    await this.engine.refresh();
    return this.engine.apply(granted(this.engine.planRedo()).id);
  }
}

/** The plan; fails the test where it is refused. */
export function granted(planned: Planned): Plan {
  if (!planned.ok) throw new Error(`refused: ${planned.refusal.why} ${planned.refusal.advice}`);
  return planned.plan;
}

/** What virsh itself shows of each vNIC: `bridge br0`, `network lab net 2`; in libvirt's order. */
export async function plugsOf(vm: string, side: 'live' | 'config'): Promise<string[]> {
  const rows = await virsh('domiflist', await uuidOf(vm), ...(side === 'config' ? ['--inactive'] : []));
  return rows
    .split('\n')
    .filter((row) => row.trim() !== '')
    .map((row) => {
      const [, type, ...rest] = row.trim().split(/\s+/);
      return `${type} ${rest.slice(0, -2).join(' ')}`;
    });
}

/** A VM's XML as virsh prints it. */
export async function xmlOf(vm: string, side: 'live' | 'config'): Promise<string> {
  return virsh('dumpxml', await uuidOf(vm), ...(side === 'config' ? ['--inactive'] : []));
}

/** The node id of a VM's vNIC: by MAC, or by alias where the VM has that MAC twice. */
export async function vnicOf(vm: string, macOrAlias: string): Promise<NodeId> {
  return vnicId(await uuidOf(vm), macOrAlias);
}

/**
 * The local host, on which something happens just before the first command that has these words in it; where that
 * gives an outcome, it stands for the command's own.
 */
export function before(words: string, happens: () => Promise<RunOutcome | null>): Host {
  const host = labHost;
  let isDue = true;
  return {
    ...host,
    async run(command, limits): Promise<RunOutcome> {
      if (!isDue || !command.argv.join(' ').includes(words)) return host.run(command, limits);
      isDue = false;
      return (await happens()) ?? (await host.run(command, limits));
    },
  };
}
