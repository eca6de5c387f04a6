import { setTimeout as pause } from 'node:timers/promises';
import type { Events, HistoryState, Preview, SeenOnWires } from '#shared/api.ts';
import type { ApplyProgress, ApplyResult, Edit, PlainEdit, Planned } from '#shared/edits/model.ts';
import { explain } from '#shared/explain/explain.ts';
import type { Walk } from '#shared/explain/walk.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { type LockState, lockRefusal } from '#shared/lock.ts';
import type { BridgePersistence } from '#shared/persistence/model.ts';
import { bridgePersistence } from '#shared/persistence/persistence.ts';
import { graphOf } from '#shared/topology/graph.ts';
import type { NodeId } from '#shared/topology/model.ts';
import { probeFor } from '#shared/topology/probe.ts';
import { seenMacs } from '#shared/topology/seenMacs.ts';
import { unreadOfBridge, unreadOnWire } from '#shared/topology/unread.ts';
import { UserFailure } from '#shared/userFailure.ts';
import type { Host, LockOptions } from '../hosts/host.ts';
import type { Clock } from './apply/verify.ts';
import { Editor } from './editor.ts';
import { GuardBook } from './guard/guardBook.ts';
import { Guards } from './guard/guards.ts';
import { History } from './history/history.ts';
import { type Journal, noJournal } from './history/journal.ts';
import { JournaledEdits } from './history/journaledEdits.ts';
import { liveMoves } from './history/liveMoves.ts';
import { type Focus, Reader } from './reader.ts';
import { type PasswordPrompt, Rights } from './rights/rights.ts';
import { runProbe } from './runProbe.ts';
import { View, type ViewChange } from './view.ts';
import { Watcher } from './watcher.ts';

export interface EngineOptions {
  /** Milliseconds between two polls; asked before each. */
  pollMs(): number;
  /** Asked before each change; while it is locked, nothing that changes the host can be run. */
  lock(): Promise<LockState>;
  /** Absent: what was done is forgotten with this engine. */
  readonly journal?: Journal;
  /** Real time where absent, as the host’s patience has it. */
  readonly clock?: Clock;
  /** Who asks for the password that a change may take; absent: the desktop’s agent. */
  readonly prompt?: PasswordPrompt;
  /** For tests, which can't wait as long as a person: how long a guard waits. Absent: as its plan says. */
  readonly guardSeconds?: number;
}

type EngineEvent = 'patch' | 'traffic' | 'findings' | 'history' | 'guards';
export type EngineListener = <Name extends EngineEvent>(name: Name, payload: Events[Name]) => void;

/** One host: what it shows, and the edits on it. Knows no face, and runs commands only through its `Host`. */
export class Engine {
  /** What was done on the host before. */
  readonly past: History;
  readonly guards: Guards;
  readonly #reader: Reader;
  readonly #watcher: Watcher;
  readonly #editor: Editor;
  readonly #view: View;
  readonly #history: JournaledEdits;
  readonly #boot: string;
  readonly #host: Host;
  #isProbing = false;
  readonly #listeners = new Set<EngineListener>();

  constructor(host: Host, options: EngineOptions) {
    this.#reader = new Reader(host);
    this.#view = new View(this.#reader.snapshot());
    const history = new JournaledEdits(options.journal ?? noJournal);
    this.#history = history;
    this.#boot = host.boot;
    this.#host = host;
    const clock = options.clock ?? clockOf(host);
    const read = async (focus: Focus) => {
      const snapshot = await this.#reader.readFor(focus);
      this.#show(snapshot);
      return snapshot;
    };
    this.guards = new Guards({
      host,
      clock,
      book: new GuardBook(history, () => read({ domains: [], dns: true })),
      rights: () => new Rights(host, options.prompt),
      onStates: (states) => {
        this.#emit('guards', states);
        void this.past.load();
      },
    });
    this.#watcher = new Watcher(host, this.#reader, {
      pollMs: options.pollMs,
      onSnapshot: (snapshot) => this.#show(snapshot),
    });
    this.#editor = new Editor({
      openRights: async () => lockRefusal(await options.lock()) ?? new Rights(host, options.prompt),
      clock,
      guards: this.guards,
      guardSeconds: options.guardSeconds ?? null,
      current: () => this.#view,
      read,
      history,
      host,
      onHistory: () => void this.past.load(),
    });
    this.past = new History({
      host: host.name,
      history,
      snapshot: () => this.#view.snapshot,
      topology: () => this.#view.topology,
      refresh: () => this.#watcher.refresh(),
      isGuarded: (id) => this.guards.states.some((state) => state.id === id),
      plan: (intent) => this.#editor.plan(intent),
      onHistory: (state) => {
        this.#emit('history', state);
        if (JSON.stringify(liveMoves(history, this.#boot)) !== JSON.stringify(this.#view.moves))
          this.#show(this.#view.snapshot);
      },
    });
  }

  /** Reads the host at once and goes on watching it. */
  start(): void {
    this.#watcher.start();
  }

  /** Ends everything that was started. An edit under way is cancelled first: what it has done is put back. */
  async stop(): Promise<void> {
    await this.#editor.stop();
    await this.guards.stop();
    await this.#watcher.stop();
  }

  /** What is known now; before the first read an empty host, whose sources are all `pending`. */
  current(): Pick<View, 'snapshot' | 'topology' | 'findings'> {
    const { snapshot, topology, findings } = this.#view;
    return { snapshot, topology, findings };
  }

  /** Reads again, after `start`; resolves when that is shown, and the history is known. */
  async refresh(): Promise<void> {
    await this.#watcher.refresh();
    await this.past.load();
    await this.guards.look();
  }

  plan(edit: Edit): Planned {
    return this.#editor.plan({ kind: 'edit', edit });
  }

  /** What the host would be with these edits, and the plan that makes it so. */
  preview(edits: readonly PlainEdit[]): Preview {
    return this.#editor.preview(edits);
  }

  planUndo(): Planned {
    return this.#editor.planUndo();
  }

  planRedo(): Planned {
    return this.#editor.planRedo();
  }

  /**
   * Applies a plan that was handed out before, one at a time. Whatever the host does is in the result; only a defect of
   * Patchbay itself rejects.
   * @param lock whether it goes past the lock that another user has left
   */
  apply(
    planId: string,
    onProgress: (progress: ApplyProgress) => void = () => {},
    lock: LockOptions = { ignoreOthers: false },
  ): Promise<ApplyResult> {
    return this.#editor.apply(planId, onProgress, lock);
  }

  /** Cancels a plan that is under way: what it has done is put back. */
  cancel(planId: string): void {
    this.#editor.cancel(planId);
  }

  history(): HistoryState {
    return this.past.state;
  }

  /** How a bridge, by its name, is kept over a reboot; null when there is no such bridge. */
  persistence(bridge: string): BridgePersistence | null {
    return bridgePersistence(this.#view.snapshot, bridge, liveMoves(this.#history, this.#boot));
  }

  /** What a bridge, by its name, has learned; null: all that was seen on the wires, on bridges and beside them. */
  seenOnWires(bridge: string | null): SeenOnWires {
    const { snapshot, topology } = this.#view;
    const seen = seenMacs(snapshot, topology);
    if (bridge === null) return { macs: seen, unread: unreadOnWire(topology.sources) };
    const macs = seen.filter((one) => one.bridge === bridge && one.port !== null);
    return { macs, unread: unreadOfBridge(topology, bridge) };
  }

  /** The way of a vNIC’s packets, as the latest read shows it; null where there is no such vNIC. */
  explain(vnic: NodeId): Walk | null {
    const { snapshot, topology, findings } = this.#view;
    return explain(snapshot, topology, findings, vnic, this.#reader.earlierCounts);
  }

  /**
   * Asks a subnet for the address of a vNIC, as `probeFor` plans it, and reads the host again.
   * @returns the addresses of the vNIC that are known then
   * @throws {UserFailure} where that can’t be done, or the plan would be for another subnet by now
   */
  async findAddress(vnic: NodeId, subnet: string): Promise<readonly string[]> {
    if (this.#isProbing) throw new UserFailure('Another address is being looked for.', 'Wait a few seconds.');
    const probe = probeFor(this.#view.topology, vnic);
    if ('why' in probe) throw new UserFailure(probe.why, probe.advice);
    if (probe.subnet !== subnet) throw new UserFailure('The host has changed meanwhile.', 'Ask again.');
    this.#isProbing = true;
    try {
      await runProbe(this.#host, probe.commands);
    } finally {
      this.#isProbing = false;
    }
    await this.#watcher.refresh();
    const found = graphOf(this.#view.topology).nodes.get(vnic);
    return found?.kind === 'vnic' ? found.ips : [];
  }

  /** @returns the function that ends the subscription */
  on(listener: EngineListener): () => void {
    const own: EngineListener = (name, payload) => listener(name, payload);
    this.#listeners.add(own);
    return () => {
      this.#listeners.delete(own);
    };
  }

  #show(snapshot: HostSnapshot): void {
    const { patch, traffic, findings } = this.#shown(snapshot);
    if (patch !== null) this.#emit('patch', patch);
    if (findings !== null) this.#emit('findings', findings);
    if (traffic !== null) this.#emit('traffic', traffic);
    // Another Patchbay may have made an edit, or the host shows more of one that was interrupted.
    void this.past.load().then(() => this.guards.lookNow());
  }

  /** A host that Patchbay can’t draw, whatever the reason, must not end the process that watches it. */
  #shown(snapshot: HostSnapshot): ViewChange {
    try {
      return this.#view.show(snapshot, liveMoves(this.#history, this.#boot));
    } catch (error) {
      return this.#view.keep(snapshot, error);
    }
  }

  #emit<Name extends EngineEvent>(name: Name, payload: Events[Name]): void {
    for (const listener of this.#listeners) listener(name, payload);
  }
}

/** Real time, which passes the more slowly the more patience the host needs: so its deadlines come later. */
function clockOf({ patience = 1 }: Host): Clock {
  return {
    now: () => performance.now() / patience,
    sleep: (ms, signal) => pause(ms, undefined, signal === undefined ? {} : { signal }).catch(() => {}),
  };
}
