import type { HostNotice, OfferedHost } from '#shared/api.ts';
import type { Layout, Settings } from '#shared/kept.ts';
import type { LockState } from '#shared/lock.ts';
import { layoutFile } from '../../files/kept.ts';
import type { Kept, KeptFile } from '../../files/keptFile.ts';
import type { Host } from '../../hosts/host.ts';
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
  /** Those that a window can open. */
  readonly hosts: readonly OfferedHost[];
  /** @throws {UserFailure} */
  openHost(name: string, settings: Settings): Promise<Host>;
  engineFor(host: Host, asks: EngineAsks): HostEngine;
  /** Whether `--read-only` was given: nothing is then changed on any host, whoever asks. */
  readonly readOnly: boolean;
  /** What those are refused who visit the address that it is served at; absent: it is its owner's own window. */
  readonly visitors?: VisitorLimits;
  /** Where settings and layouts are kept. */
  readonly configDirectory: string;
}

export interface VisitorLimits {
  /** Whether the owner has named the host: they see that one and no other. */
  readonly oneHost: boolean;
}

/** A host with its engine running and its layout at hand. */
export class OpenedHost {
  readonly host: Host;
  readonly engine: HostEngine;
  readonly notice: HostNotice | null;
  readonly remark: string | null;
  layout: Layout;
  readonly #layoutFile: KeptFile<Layout>;

  private constructor(
    host: Host,
    engine: HostEngine,
    notice: HostNotice | null,
    file: KeptFile<Layout>,
    kept: Kept<Layout>,
  ) {
    this.host = host;
    this.engine = engine;
    this.notice = notice;
    this.remark = kept.remark;
    this.layout = kept.value;
    this.#layoutFile = file;
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
  ): Promise<OpenedHost> {
    const host = await parts.openHost(name, asks.settings());
    const file = layoutFile(parts.configDirectory, host.name);
    const kept = await file.read();
    const engine = parts.engineFor(host, asks);
    await engine.past.load();
    engine.start();
    return new OpenedHost(host, engine, notice, file, kept);
  }

  /** The layout holds at once, whether or not it could be written. @throws {UserFailure} */
  saveLayout(layout: Layout): Promise<void> {
    this.layout = layout;
    return this.#layoutFile.write(layout);
  }

  async close(): Promise<void> {
    await this.engine.stop();
    await this.host.close();
  }
}
