import type { HostNotice, OfferedHost } from '#shared/api.ts';
import { type KeptDismissed, type Layout, MOST_DISMISSED, type Settings } from '#shared/kept.ts';
import type { LockState } from '#shared/lock.ts';
import { dismissedFile, layoutFile } from '../../files/kept.ts';
import type { Kept, KeptFile } from '../../files/keptFile.ts';
import type { Host } from '../../hosts/host.ts';
import type { SshAsker } from '../../hosts/ssh/askChannel.ts';
import type { Engine } from '../engine.ts';
import type { Guards } from '../guard/guards.ts';
import type { History } from '../history/history.ts';

/** What a session needs of the engine of one host. */
export type HostEngine = Pick<
  Engine,
  | 'start'
  | 'stop'
  | 'current'
  | 'refresh'
  | 'plan'
  | 'preview'
  | 'planUndo'
  | 'planRedo'
  | 'apply'
  | 'cancel'
  | 'history'
  | 'persistence'
  | 'seenOnWires'
  | 'explain'
  | 'findAddress'
  | 'on'
> & {
  readonly past: Pick<
    History,
    'load' | 'remarks' | 'entries' | 'planUndo' | 'planFinish' | 'settle' | 'script'
  >;
  readonly guards: Pick<Guards, 'states' | 'keep' | 'revert' | 'settle'>;
};

/** What the engine asks its session. */
export interface EngineAsks {
  /** At each poll, so that a changed interval holds from the next one on. */
  settings(): Settings;
  /** Before each change of the host. */
  lock(): Promise<LockState>;
}

export interface SessionParts {
  /** Those that any window can open. */
  readonly hosts: readonly OfferedHost[];
  /** Those over SSH that the user has names for elsewhere, as `--host` takes them. Never rejects. */
  suggestHosts(): Promise<readonly string[]>;
  /**
   * @param asker who answers what is asked on the way to it; null: not the windows
   * @throws {UserFailure}
   */
  openHost(name: string, settings: Settings, asker: SshAsker | null): Promise<Host>;
  engineFor(host: Host, asks: EngineAsks): HostEngine;
  /** Whether `--read-only` was given: nothing is then changed on any host, whoever asks. */
  readonly readOnly: boolean;
  /** What those are refused who visit the address that it is served at; absent: it is its owner's own window. */
  readonly visitors?: VisitorLimits;
  /** Where settings, layouts and dismissed findings are kept. */
  readonly configDirectory: string;
}

export interface VisitorLimits {
  /** Whether the owner has named the host: they see that one and no other. */
  readonly oneHost: boolean;
}

/** A host with its engine running and what is kept of it at hand. */
export class OpenedHost {
  readonly host: Host;
  readonly engine: HostEngine;
  readonly notice: HostNotice | null;
  readonly remarks: readonly string[];
  layout: Layout;
  /** The findings that are meant so, by their key, the latest last. */
  dismissed: readonly string[];
  readonly #layoutFile: KeptFile<Layout>;
  readonly #dismissedFile: KeptFile<KeptDismissed>;

  private constructor(
    host: Host,
    engine: HostEngine,
    notice: HostNotice | null,
    layout: Reopened<Layout>,
    dismissed: Reopened<KeptDismissed>,
  ) {
    this.host = host;
    this.engine = engine;
    this.notice = notice;
    this.remarks = [layout.remark, dismissed.remark].filter((text) => text !== null);
    this.layout = layout.value;
    this.#layoutFile = layout.file;
    this.dismissed = dismissed.value.keys;
    this.#dismissedFile = dismissed.file;
  }

  /**
   * Opens a host and starts to read it.
   * @throws {UserFailure} when there is no such host
   */
  static async open(
    name: string,
    notice: HostNotice | null,
    parts: SessionParts,
    asks: EngineAsks,
    asker: SshAsker | null,
  ): Promise<OpenedHost> {
    const host = await parts.openHost(name, asks.settings(), asker);
    const layout = await reopen(layoutFile(parts.configDirectory, host.name));
    const dismissed = await reopen(dismissedFile(parts.configDirectory, host.name));
    const engine = parts.engineFor(host, asks);
    await engine.past.load();
    engine.start();
    return new OpenedHost(host, engine, notice, layout, dismissed);
  }

  /** The layout holds at once, whether or not it could be written. @throws {UserFailure} */
  saveLayout(layout: Layout): Promise<void> {
    this.layout = layout;
    return this.#layoutFile.write(layout);
  }

  /** Holds at once, whether or not it could be written. @throws {UserFailure} */
  dismiss(key: string, dismissed: boolean): Promise<void> {
    const others = this.dismissed.filter((each) => each !== key);
    this.dismissed = (dismissed ? [...others, key] : others).slice(-MOST_DISMISSED);
    return this.#dismissedFile.write({ version: 1, keys: [...this.dismissed] });
  }

  async close(): Promise<void> {
    await this.engine.stop();
    await this.host.close();
  }
}

interface Reopened<Value> extends Kept<Value> {
  readonly file: KeptFile<Value>;
}

async function reopen<Value>(file: KeptFile<Value>): Promise<Reopened<Value>> {
  return { file, ...(await file.read()) };
}
