import { setTimeout as pause } from 'node:timers/promises';
import type { EngineOptions } from '#electron/engine/engine.ts';
import { type Journal, noJournal } from '#electron/engine/history/journal.ts';
import type { Host } from '#electron/hosts/host.ts';
import type { ApplyResult, Edit, Plan, Planned } from '#shared/edits/model.ts';
import type { SourceName } from '#shared/host/source.ts';
import { type Tool, WitnessedEngine, witness } from '../../lab/support/witness.ts';
import type { Machine } from '../machine.mjs';
import { machineHost } from './machineHost.ts';

/** The engine on a machine, with what a test of edits does to it. */
export class MachineEngine {
  readonly engine: WitnessedEngine;
  readonly #host: Host;

  private constructor(host: Host, journal: Journal, options: Partial<EngineOptions>) {
    this.#host = host;
    // Nothing is read but where a test asks for it: an emulated machine takes seconds for each read.
    this.engine = new WitnessedEngine(host, {
      pollMs: () => 600_000,
      lock: async () => 'none',
      journal,
      ...options,
    });
  }

  static async open(
    machine: Machine,
    host: Host | null = null,
    journal = noJournal,
    options: Partial<EngineOptions> = {},
  ): Promise<MachineEngine> {
    const opened = new MachineEngine(host ?? (await machineHost(machine)), journal, options);
    opened.engine.start();
    await opened.read();
    return opened;
  }

  async stop(): Promise<void> {
    await this.engine.stop();
    await this.#host.close();
  }

  /** What `bridge` shows of a port’s VLANs, a line each: `10 PVID Egress Untagged`, `20-24`. */
  async vlans(port: string): Promise<string[]> {
    const shown = await this.#shows('bridge', `-compressvlans vlan show dev ${port}`);
    const lines = shown.trim().split('\n').slice(1);
    return lines.map((line) => line.replace(port, '').trim().replace(/\s+/g, ' '));
  }

  /** What `ip` itself shows. */
  ip(words: string): Promise<string> {
    return this.#shows('ip', words);
  }

  /** What ovs-vsctl itself shows. */
  ovsVsctl(words: string): Promise<string> {
    return this.#shows('ovs-vsctl', `--timeout=60 ${words}`);
  }

  /** What virsh itself shows. */
  virsh(words: string): Promise<string> {
    return this.#shows('virsh', `-c qemu:///system ${words}`);
  }

  /** What a program prints, to both its outputs. */
  async #shows(tool: Tool, words: string): Promise<string> {
    witness(tool);
    const ran = await this.#host.run({ argv: [tool, ...words.split(' ')] }, { timeoutMs: 30_000 });
    if (ran.kind !== 'exited') throw new Error(`${tool} ${words}: ${JSON.stringify(ran)}`);
    return `${ran.stdout}${ran.stderr}`;
  }

  async plan(edit: Edit): Promise<Planned> {
    await this.read();
    return this.engine.plan(edit);
  }

  /** Fails the test where it is refused, or not done. */
  async apply(edit: Edit): Promise<Plan> {
    const planned = await this.plan(edit);
    await this.#done(planned);
    return granted(planned);
  }

  async undo(): Promise<void> {
    await this.read();
    await this.#done(this.engine.planUndo());
  }

  async redo(): Promise<void> {
    await this.read();
    await this.#done(this.engine.planRedo());
  }

  /** Reads again, and waits for what an emulated machine is late with. */
  async read(): Promise<void> {
    const began = new Date().toISOString();
    await this.engine.refresh();
    const until = Date.now() + READ_MS;
    const isLate = () =>
      this.engine
        .current()
        .topology.sources.some(
          ({ name, status, factsFrom }) =>
            status === 'pending' ||
            status === 'timed-out' ||
            (ofEdits.includes(name) &&
              (status === 'ok' || status === 'partial') &&
              (factsFrom ?? '') < began),
        );
    while (isLate() && Date.now() < until) {
      await pause(500);
      await this.engine.refresh();
    }
    const links = this.engine.current().topology.sources.find(({ name }) => name === 'ip-link');
    if (links?.status !== 'ok') throw new Error(`the links were not read: ${JSON.stringify(links)}`);
  }

  async #done(planned: Planned): Promise<void> {
    const result: ApplyResult = await this.engine.apply(granted(planned).id);
    if (result.outcome === 'done') return;
    const said = result.steps.map(({ command, outcome, output, mismatch }) =>
      [command, outcome, output, mismatch].join(' · '),
    );
    throw new Error([result.outcome, result.message, ...said].join('\n'));
  }
}

const READ_MS = 90_000;

/** What a test looks at right after somebody else has changed it. */
const ofEdits: readonly SourceName[] = ['ip-link', 'ip-addr', 'ip-route', 'bridge-vlan', 'virsh', 'ovs'];

/** The plan; fails the test where it is refused. */
export function granted(planned: Planned): Plan {
  if (!planned.ok) throw new Error(`refused: ${planned.refusal.why} ${planned.refusal.advice}`);
  return planned.plan;
}
