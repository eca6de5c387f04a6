import {
  type EventName,
  type Events,
  type HostNotice,
  type HostView,
  type OfferedHost,
  type RequestName,
  type Requests,
  requestEffects,
} from '#shared/api.ts';
import { isUndecided } from '#shared/guard.ts';
import type { Settings } from '#shared/kept.ts';
import { type LockState, lockRefusal } from '#shared/lock.ts';
import type { Refusal } from '#shared/ops/refusal.ts';
import { UserFailure } from '#shared/userFailure.ts';
import { settingsFile } from '../../files/kept.ts';
import type { Kept, KeptFile } from '../../files/keptFile.ts';
import { ConnectingHosts } from './connecting.ts';
import { engineRequests, type Handlers } from './engineRequests.ts';
import type { Face } from './face.ts';
import { OpenedHost, type SessionParts } from './openedHost.ts';
import { isFar, noticeOf } from './openHost.ts';
import { ReadOnlyLock } from './readOnlyLock.ts';
import { noHostYet, notAsked, notKept, oneHostOnly } from './visitorRefusals.ts';
import { WindowHosts } from './windowHosts.ts';

type Listener = Parameters<Face['subscribe']>[0];

/** What all windows of one running Patchbay share: the host that is open, its engine, and what is kept on disk. */
export class Session implements Face {
  readonly #parts: SessionParts;
  readonly #lock: ReadOnlyLock;
  readonly #hosts: WindowHosts;
  readonly #listeners = new Set<Listener>();
  readonly #settingsFile: KeptFile<Settings>;
  readonly #settingsRemark: string | null;
  #settings: Settings;
  #opened: OpenedHost | null = null;
  #isClosed = false;
  /** Those who wait for the first view. */
  readonly #waiting = new Set<() => void>();
  readonly #connecting = new ConnectingHosts(
    (state) => this.#emit('connecting', state),
    () => ({ hosts: this.#isSwitchable ? this.#offered : [], theme: this.#settings.theme }),
  );
  #endEvents = () => {};
  #switching: Promise<unknown> = Promise.resolve();

  private constructor(
    parts: SessionParts,
    lock: ReadOnlyLock,
    hosts: WindowHosts,
    file: KeptFile<Settings>,
    kept: Kept<Settings>,
  ) {
    this.#parts = parts;
    this.#lock = lock;
    this.#hosts = hosts;
    this.#settingsFile = file;
    this.#settings = kept.value;
    this.#settingsRemark = kept.remark;
  }

  /**
   * Opens the session on a host. One over SSH may not be reached yet then: its windows see how that goes, and are asked
   * what is asked on the way, unless they are visitors of a read-only address.
   * @param host as given to `--host`: `local`, `demo`, `replay:FILE`, `ssh://HOST`
   * @throws {UserFailure} when there is no such host
   */
  static async open(host: string, notice: HostNotice | null, parts: SessionParts): Promise<Session> {
    const file = settingsFile(parts.configDirectory);
    const lock = await ReadOnlyLock.open(parts.configDirectory, parts.readOnly);
    const hosts = await WindowHosts.open(parts.hosts, parts.configDirectory);
    const session = new Session(parts, lock, hosts, file, await file.read());
    const opened = session.#inTurn(() => session.#switchTo(host, notice));
    // How it fails is told to the windows.
    if (session.#isKeeping && isFar(host)) opened.catch(() => {});
    else await opened;
    return session;
  }

  get theme(): Settings['theme'] {
    return this.#settings.theme;
  }

  async request<Name extends RequestName>(
    name: Name,
    input: Requests[Name]['input'],
  ): Promise<Requests[Name]['output']> {
    const refusal = await this.#refusal(name);
    if (refusal !== null) throw new UserFailure(refusal.why, refusal.advice);
    return this.#handlers[name](input);
  }

  /**
   * Opens the host that its owner has named on a command line, where a capture may be among them, unless it is open.
   * @throws {UserFailure} when there is no such host, or the present one must not be left now
   */
  openNamed(host: string): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#opened?.host.name === host) return;
      this.#refuseLeaving(host);
      await this.#switchTo(host, noticeOf(host));
    });
  }

  /** As `--read-only` does, from now on: for every window, until this process ends. */
  lockUntilEnd(): void {
    this.#lock.lockUntilEnd();
    this.#tellView();
  }

  subscribe(listener: Listener): () => void {
    // Wrapped, so that the same function may subscribe twice and end once.
    const own: Listener = (name, payload) => listener(name, payload);
    this.#listeners.add(own);
    const connecting = this.#connecting.state;
    if (connecting !== null) own('connecting', connecting);
    return () => {
      this.#listeners.delete(own);
    };
  }

  /** Ends the engine and whatever runs on the host. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#connecting.cancel();
    await this.#switching.catch(() => {});
    this.#listeners.clear();
    this.#endEvents();
    await this.#opened?.close();
    this.#opened = null;
  }

  readonly #handlers: Handlers = {
    'view.open': async () => {
      if (this.#opened === null && !this.#isClosed)
        await new Promise<void>((resolve) => this.#waiting.add(resolve));
      return this.#view();
    },
    'view.refresh': async () => {
      await this.#host.engine.refresh();
      return null;
    },
    'host.open': async ({ host }) => {
      const found = this.#hosts.find(host, this.#isKeeping);
      if (found === null) throw this.#notOffered(host);
      await this.#inTurn(async () => {
        this.#refuseLeaving(host);
        await this.#switchTo(host, found.simulated ? 'demo' : null);
      });
      if (this.#isKeeping && this.#hosts.isNew(host)) await this.#keepHosts(() => this.#hosts.add(host));
      return this.#view();
    },
    'hosts.keep': async ({ hosts }) => {
      await this.#keepHosts(() => this.#hosts.replace(hosts));
      return null;
    },
    'hosts.suggest': () => this.#parts.suggestHosts(),
    'connecting.answer': ({ id, answer }) => {
      this.#connecting.answer(id, answer);
      return null;
    },
    'connecting.cancel': () => {
      this.#connecting.cancel();
      return null;
    },
    'connecting.retry': () => {
      const failed = this.#connecting.state;
      if (failed?.failure != null) void this.#inTurn(() => this.#switchTo(failed.host, null)).catch(() => {});
      return null;
    },
    ...engineRequests(
      () => this.#host,
      (progress) => this.#emit('progress', progress),
    ),
    'finding.dismiss': async ({ key, dismissed }) => {
      const kept = this.#host.dismiss(key, dismissed);
      this.#tellView();
      await kept;
      return null;
    },
    'layout.save': async ({ layout }) => {
      await this.#host.saveLayout(layout);
      return null;
    },
    'settings.save': async ({ settings }) => {
      this.#settings = settings;
      this.#tellView();
      await this.#settingsFile.write(settings);
      return null;
    },
    'lock.set': async ({ locked }) => {
      const kept = this.#lock.set(locked);
      this.#tellView();
      await kept;
      return null;
    },
  };

  async #refusal(name: RequestName): Promise<Refusal | null> {
    switch (requestEffects[name]) {
      case 'host':
        return lockRefusal(await this.#lookAtLock());
      case 'kept':
        return this.#isKeeping ? null : notKept;
      case 'shown':
        return this.#isSwitchable ? null : oneHostOnly;
      case 'asked':
        return this.#isKeeping ? null : notAsked;
      case 'nothing':
        return null;
    }
  }

  get #isKeeping(): boolean {
    return this.#parts.visitors === undefined || this.#lock.state !== 'start';
  }

  get #isSwitchable(): boolean {
    return this.#parts.visitors?.oneHost !== true;
  }

  get #host(): OpenedHost {
    if (this.#opened !== null) return this.#opened;
    if (this.#isClosed) throw new Error('The session is closed.');
    throw new UserFailure(noHostYet.why, noHostYet.advice);
  }

  #notOffered(host: string): UserFailure {
    const names = this.#offered.map(({ name }) => name).join(' or ');
    return new UserFailure(`There is no host called “${host}” to open here.`, `Use ${names}.`);
  }

  get #offered(): readonly OfferedHost[] {
    return this.#hosts.offered(this.#isKeeping);
  }

  /** @throws {UserFailure} while the present host waits for a word that can be given only here */
  #refuseLeaving(next: string): void {
    const shown = this.#opened;
    const pending = shown?.engine.guards.states.find(({ phase }) => isUndecided(phase));
    if (shown === null || pending === undefined) return;
    throw new UserFailure(
      `“${pending.title}” waits on ${shown.host.name} to be confirmed, so ${next} is not opened.`,
      'Confirm or revert the pending change first, then open the other host again.',
    );
  }

  /** What is kept holds at once, and all windows are told of it. */
  async #keepHosts(keep: () => Promise<void>): Promise<void> {
    const kept = keep();
    this.#tellView();
    await kept;
  }

  /** Hosts are opened one after the other: what a turn looks at is what the one before has left. */
  #inTurn(open: () => Promise<void>): Promise<void> {
    const opened = this.#switching.catch(() => {}).then(open);
    this.#switching = opened;
    return opened;
  }

  /** Leaves the present host only when the next one is open. */
  async #switchTo(name: string, notice: HostNotice | null): Promise<void> {
    const asks = { settings: () => this.#settings, lock: () => this.#lookAtLock() };
    // Visitors who may only look are asked nothing.
    const asker = this.#isKeeping && isFar(name) ? this.#connecting.begin(name) : null;
    let next: OpenedHost;
    try {
      next = await OpenedHost.open(name, notice, this.#parts, asks, asker);
    } catch (error) {
      if (this.#opened !== null) this.#connecting.end();
      else if (asker !== null) this.#connecting.fail(error);
      throw error;
    }
    const before = this.#opened;
    this.#endEvents();
    this.#opened = next;
    this.#endEvents = next.engine.on((event, payload) => this.#emit(event, payload));
    this.#tellView();
    this.#connecting.end();
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
    await before?.close();
  }

  #tellView(): void {
    if (this.#opened !== null) this.#emit('view', this.#view());
  }

  /** Another Patchbay may have locked or unlocked since: the windows then learn of it. */
  async #lookAtLock(): Promise<LockState> {
    const before = this.#lock.state;
    const state = await this.#lock.look();
    if (state !== before) this.#tellView();
    return state;
  }

  #view(): HostView {
    const { host, engine, layout, dismissed, notice, remarks } = this.#host;
    const { topology, findings } = engine.current();
    return {
      topology,
      findings,
      dismissed,
      layout,
      settings: this.#settings,
      history: engine.history(),
      guards: engine.guards.states,
      editable: host.editable,
      hosts: this.#offered,
      keptHosts: this.#isKeeping ? this.#hosts.kept : [],
      switchable: this.#isSwitchable,
      keeping: this.#isKeeping,
      lock: this.#lock.state,
      notice,
      remarks: [
        this.#settingsRemark,
        this.#lock.remark,
        this.#hosts.remark,
        ...remarks,
        ...engine.past.remarks,
      ].filter((text) => text !== null),
    };
  }

  #emit<Name extends EventName>(name: Name, payload: Events[Name]): void {
    for (const listener of this.#listeners) listener(name, payload);
  }
}
