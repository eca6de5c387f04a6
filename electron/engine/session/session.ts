import {
  type EventName,
  type Events,
  type HostNotice,
  type HostView,
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
import type { Face } from './face.ts';
import { OpenedHost, type SessionParts } from './openedHost.ts';
import { isFar, noticeOf } from './openHost.ts';
import { ReadOnlyLock } from './readOnlyLock.ts';
import { noHostYet, notAsked, notKept, oneHostOnly } from './visitorRefusals.ts';

type Listener = Parameters<Face['subscribe']>[0];
type Handlers = {
  readonly [Name in RequestName]: (
    input: Requests[Name]['input'],
  ) => Promise<Requests[Name]['output']> | Requests[Name]['output'];
};

/** What all windows of one running Patchbay share: the host that is open, its engine, and what is kept on disk. */
export class Session implements Face {
  readonly #parts: SessionParts;
  readonly #lock: ReadOnlyLock;
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
    () => ({ hosts: this.#isSwitchable ? this.#parts.hosts : [], theme: this.#settings.theme }),
  );
  #endEvents = () => {};
  #switching: Promise<unknown> = Promise.resolve();

  private constructor(
    parts: SessionParts,
    lock: ReadOnlyLock,
    file: KeptFile<Settings>,
    kept: Kept<Settings>,
  ) {
    this.#parts = parts;
    this.#lock = lock;
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
    const session = new Session(parts, lock, file, await file.read());
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
      const shown = this.#opened;
      if (shown?.host.name === host) return;
      const pending = shown?.engine.guards.states.find(({ phase }) => isUndecided(phase));
      if (pending !== undefined)
        throw new UserFailure(
          `“${pending.title}” waits on ${shown?.host.name} to be confirmed, so ${host} is not opened.`,
          'Confirm or revert the pending change first, then open the other host again.',
        );
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
      const offered = this.#parts.hosts.find(({ name }) => name === host);
      if (offered === undefined) throw this.#notOffered(host);
      await this.#inTurn(() => this.#switchTo(host, offered.simulated ? 'demo' : null));
      return this.#view();
    },
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
    'edit.plan': ({ edit }) => this.#host.engine.plan(edit),
    'edit.preview': ({ edits }) => this.#host.engine.preview(edits),
    'edit.planUndo': () => this.#host.engine.planUndo(),
    'edit.planRedo': () => this.#host.engine.planRedo(),
    'edit.apply': ({ planId, ignoreLock }) =>
      this.#host.engine.apply(planId, (progress) => this.#emit('progress', progress), {
        ignoreOthers: ignoreLock === true,
      }),
    'edit.cancel': ({ planId }) => {
      this.#host.engine.cancel(planId);
      return null;
    },
    'guard.keep': ({ id }) => this.#host.engine.guards.keep(id),
    'guard.revert': ({ id }) => this.#host.engine.guards.revert(id),
    'guard.settle': async ({ id }) => {
      await this.#host.engine.guards.settle(id);
      return null;
    },
    'history.list': () => this.#host.engine.past.entries(),
    'history.planUndo': ({ id }) => this.#host.engine.past.planUndo(id),
    'history.planFinish': ({ id }) => this.#host.engine.past.planFinish(id),
    'history.settle': async ({ id }) => {
      await this.#host.engine.past.settle(id);
      return null;
    },
    'history.export': ({ id }) => this.#host.engine.past.script(id),
    'bridge.persistence': ({ bridge }) => this.#host.engine.persistence(bridge),
    'macs.seen': ({ bridge }) => this.#host.engine.seenOnWires(bridge),
    'vnic.explain': ({ vnic }) => this.#host.engine.explain(vnic),
    'address.find': ({ vnic, subnet }) => this.#host.engine.findAddress(vnic, subnet),
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
    const names = this.#parts.hosts.map(({ name }) => name).join(' or ');
    return new UserFailure(`There is no host called “${host}” to open here.`, `Use ${names}.`);
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
      hosts: this.#parts.hosts,
      switchable: this.#isSwitchable,
      keeping: this.#isKeeping,
      lock: this.#lock.state,
      notice,
      remarks: [this.#settingsRemark, this.#lock.remark, ...remarks, ...engine.past.remarks].filter(
        (text) => text !== null,
      ),
    };
  }

  #emit<Name extends EventName>(name: Name, payload: Events[Name]): void {
    for (const listener of this.#listeners) listener(name, payload);
  }
}
