import { z } from 'zod';
import { type AskedQuestion, answerPattern, LONGEST_ANSWER } from './connecting.ts';
import type { ApplyProgress, ApplyResult, PlainEdit, Planned } from './edits/model.ts';
import { editSchema, stagedSchema } from './edits/schema.ts';
import type { Walk } from './explain/walk.ts';
import type { FindingsReport } from './findings/finding.ts';
import type { GuardState } from './guard.ts';
import type { HistoryRow, Interruption } from './history.ts';
import type { LostFrames } from './host/lostFrames.ts';
import type { Layout, Settings } from './kept.ts';
import { findingKeySchema, layoutSchema, settingsSchema } from './kept.ts';
import { type KeptHost, keptHostList } from './keptHosts.ts';
import type { LockState } from './lock.ts';
import type { BridgePersistence } from './persistence/model.ts';
import type { Topology } from './topology/model.ts';
import type { TopologyPatch } from './topology/patch.ts';
import type { SeenMac } from './topology/seen.ts';

/** What a face may ask of the engine: one row per request; IPC, HTTP and the renderer's client are typed by it. */
export interface Requests {
  /** Everything a face needs to draw its first picture. */
  'view.open': { input: Record<string, never>; output: HostView };
  /** Reads the host again at once. */
  'view.refresh': { input: Record<string, never>; output: null };
  /**
   * Leaves the present host for another one, by its name: one of `HostView.hosts`, or any over SSH, which is kept there once
   * it was reached. The events then tell of that one.
   */
  'host.open': { input: { host: string }; output: HostView };
  /** Keeps these hosts over SSH, in this order and under these titles, in place of `HostView.keptHosts`. */
  'hosts.keep': { input: { hosts: KeptHost[] }; output: null };
  /** The hosts over SSH that the user has names for elsewhere: in ssh’s configuration and virt-manager. */
  'hosts.suggest': { input: Record<string, never>; output: readonly string[] };
  /** The user’s answer to the question of `Connecting`; one that is asked no more is passed over. */
  'connecting.answer': { input: { id: string; answer: string }; output: null };
  /** Gives up the host that is being connected to. */
  'connecting.cancel': { input: Record<string, never>; output: null };
  /** Tries again what has failed; the events tell how it goes. */
  'connecting.retry': { input: Record<string, never>; output: null };
  'edit.plan': { input: { edit: z.infer<typeof editSchema> }; output: Planned };
  /** What the host would be with these edits, and the plan that makes it so. */
  'edit.preview': { input: { edits: readonly PlainEdit[] }; output: Preview };
  /** Plans the undo of the latest applied edit, or the redo of the latest undone one: shown and applied like any. */
  'edit.planUndo': { input: Record<string, never>; output: Planned };
  'edit.planRedo': { input: Record<string, never>; output: Planned };
  /** `ignoreLock`: also while another user's Patchbay seems to edit the host, as `ApplyResult.ignorableLock` allows. */
  'edit.apply': { input: { planId: string; ignoreLock?: true | undefined }; output: ApplyResult };
  /** Cancels a plan that is waiting; what it did is put back. */
  'edit.cancel': { input: { planId: string }; output: null };
  /** The user has seen that the host is still reached: a guarded edit stays. */
  'guard.keep': { input: { id: string }; output: GuardAnswer };
  /** Takes a guarded edit back at once. */
  'guard.revert': { input: { id: string }; output: GuardAnswer };
  /** The user has read what became of a guarded edit; nothing is run. */
  'guard.settle': { input: { id: string }; output: null };
  /** What was done on the host, the newest first. */
  'history.list': { input: Record<string, never>; output: readonly HistoryRow[] };
  /** Plans to take back one edit of the history, whichever came after it; of one that did not come to its end, what was done of it. */
  'history.planUndo': { input: { id: string }; output: Planned };
  /** Plans what is missing of an edit that did not come to its end. */
  'history.planFinish': { input: { id: string }; output: Planned };
  /** Takes an interrupted edit as the host shows it, and tells of it no more; nothing is run. */
  'history.settle': { input: { id: string }; output: null };
  /** One edit, or all of them (null), as a POSIX shell script. */
  'history.export': { input: { id: string | null }; output: string };
  /** How a bridge, by its name, is kept over a reboot; null when there is no such bridge. */
  'bridge.persistence': { input: { bridge: string }; output: BridgePersistence | null };
  /** What a bridge, by its name, has learned; null: all that was seen on the wires of the host, on bridges and beside them. */
  'macs.seen': { input: { bridge: string | null }; output: SeenOnWires };
  /** The way of a vNIC’s packets, hop by hop, to the first that is broken; null where there is no such vNIC. */
  'vnic.explain': { input: { vnic: string }; output: Walk | null };
  /** Sends what `probeFor` plans for a vNIC, which must be for that subnet still; the addresses of the vNIC that are known then. */
  'address.find': { input: { vnic: string; subnet: string }; output: readonly string[] };
  /** Keeps that a finding of this host, by its `findingKey`, is meant so; or takes that back. */
  'finding.dismiss': { input: { key: string; dismissed: boolean }; output: null };
  'layout.save': { input: { layout: Layout }; output: null };
  'settings.save': { input: { settings: Settings }; output: null };
  /** Locks every change of a host, or unlocks them; a lock of `--read-only` stays. */
  'lock.set': { input: { locked: boolean }; output: null };
}

export type RequestName = keyof Requests;

const nothing = z.strictObject({});
const pastId = z.string().max(100);

/** A word or a URL; never a capture's path, as who visits an address must not open files. */
const hostName = z
  .string()
  .max(300)
  .regex(/^[a-z]+(:\/\/.+)?$/, 'not the name of a host');

/** Validates what comes from a face; a row for each request, or it does not compile. */
export const requestSchemas: { readonly [Name in RequestName]: z.ZodType<Requests[Name]['input']> } = {
  'view.open': nothing,
  'view.refresh': nothing,
  'host.open': z.strictObject({ host: hostName }),
  'hosts.keep': z.strictObject({ hosts: keptHostList }),
  'hosts.suggest': nothing,
  'connecting.answer': z.strictObject({
    id: z.string().max(64),
    answer: z.string().max(LONGEST_ANSWER).regex(answerPattern, 'not one line'),
  }),
  'connecting.cancel': nothing,
  'connecting.retry': nothing,
  'edit.plan': z.strictObject({ edit: editSchema }),
  'edit.preview': z.strictObject({ edits: stagedSchema }),
  'edit.planUndo': nothing,
  'edit.planRedo': nothing,
  'edit.apply': z.strictObject({ planId: z.string().max(64), ignoreLock: z.literal(true).optional() }),
  'edit.cancel': z.strictObject({ planId: z.string().max(64) }),
  'guard.keep': z.strictObject({ id: z.string().max(64) }),
  'guard.revert': z.strictObject({ id: z.string().max(64) }),
  'guard.settle': z.strictObject({ id: z.string().max(64) }),
  'history.list': nothing,
  'history.planUndo': z.strictObject({ id: pastId }),
  'history.planFinish': z.strictObject({ id: pastId }),
  'history.settle': z.strictObject({ id: pastId }),
  'history.export': z.strictObject({ id: pastId.nullable() }),
  'bridge.persistence': z.strictObject({ bridge: z.string().max(64) }),
  'macs.seen': z.strictObject({ bridge: z.string().max(64).nullable() }),
  'vnic.explain': z.strictObject({ vnic: z.string().max(500) }),
  'address.find': z.strictObject({ vnic: z.string().max(500), subnet: z.string().max(64) }),
  'finding.dismiss': z.strictObject({ key: findingKeySchema, dismissed: z.boolean() }),
  'layout.save': z.strictObject({ layout: layoutSchema }),
  'settings.save': z.strictObject({ settings: settingsSchema }),
  'lock.set': z.strictObject({ locked: z.boolean() }),
};

/**
 * What a request changes beyond what its own window shows. `host`: refused while Patchbay is locked. `kept`: what is
 * kept for the owner (settings, layout, dismissed findings, the lock, the history); refused to the visitors of a read-only address. `shown`:
 * which host all windows show; refused to the visitors of an address that shows one. `asked`: answers what its owner is
 * asked, or tells what is its owner’s alone; refused to the visitors of a read-only address.
 */
export type RequestEffect = 'host' | 'kept' | 'shown' | 'asked' | 'nothing';

/**
 * A row for each request, or it does not compile. Planning only looks; cancelling ends what was begun unlocked, and puts
 * it back; so do the guard's requests. Asking for an address saves nothing, but sends packets in the host's name.
 */
export const requestEffects: { readonly [Name in RequestName]: RequestEffect } = {
  'view.open': 'nothing',
  'view.refresh': 'nothing',
  'host.open': 'shown',
  'hosts.keep': 'kept',
  'hosts.suggest': 'asked',
  'connecting.answer': 'asked',
  'connecting.cancel': 'asked',
  'connecting.retry': 'asked',
  'edit.plan': 'nothing',
  'edit.planUndo': 'nothing',
  'edit.planRedo': 'nothing',
  'edit.apply': 'host',
  'edit.preview': 'nothing',
  'edit.cancel': 'nothing',
  'guard.keep': 'nothing',
  'guard.revert': 'nothing',
  'guard.settle': 'kept',
  'history.list': 'nothing',
  'history.planUndo': 'nothing',
  'history.planFinish': 'nothing',
  'history.settle': 'kept',
  'history.export': 'nothing',
  'bridge.persistence': 'nothing',
  'macs.seen': 'nothing',
  'vnic.explain': 'nothing',
  'address.find': 'host',
  'finding.dismiss': 'kept',
  'layout.save': 'kept',
  'settings.save': 'kept',
  'lock.set': 'kept',
};

/** What the engine tells a face unasked. */
export interface Events {
  /** The host, the graph as a whole: after `host.open`, and whenever a patch would not do. */
  view: HostView;
  /** The graph's change since the revision that it names. */
  patch: TopologyPatch;
  /** Traffic, by link name, since the read before. */
  traffic: Readonly<Record<string, Traffic>>;
  /** What is wrong with the host, whenever that has changed. */
  findings: FindingsReport;
  progress: ApplyProgress;
  /** Whether the latest edit can be undone or redone; what the buttons say. */
  history: HistoryState;
  /** Guarded edits that are not settled yet, the latest last; told again with each second of the wait. */
  guards: readonly GuardState[];
  /** A host over SSH that is being connected to; null: none is any more. Told to whoever begins to listen, too. */
  connecting: Connecting | null;
}

export type EventName = keyof Events;

/** How far the way to a host is, that has no view yet. */
export interface Connecting {
  /** As `--host` takes it. */
  readonly host: string;
  /** What its user is asked now; null: nothing. */
  readonly question: AskedQuestion | null;
  /** Why it has failed; null: it is under way. It stays where there is no host to show instead. */
  readonly failure: ApiError | null;
  /** Those that `host.open` opens instead. */
  readonly hosts: readonly OfferedHost[];
  /** What a window looks like before it has a view. */
  readonly theme: Settings['theme'];
}

/** Bytes per second, from the host's side. */
export interface Traffic {
  readonly rx: number;
  readonly tx: number;
  /** Frames lost since the link was made; absent: none. */
  readonly lost?: LostFrames;
}

/** Told when asked for, and no part of the graph: its ages are others with each read. */
export interface SeenOnWires {
  readonly macs: readonly SeenMac[];
  /** What could not be read of it, in words; null: all was read. */
  readonly unread: string | null;
}

/** Edits that are put together but not applied yet. */
export interface Preview {
  /** The plan of all of them; why not, where one of them can't be made. */
  readonly planned: Planned;
  /** Which of them can't be made on what the ones before it leave; null: all can. */
  readonly refused: number | null;
  /** Each one's title, in the order in which they were put together; empty from the refused one on. */
  readonly titles: readonly string[];
  /** The graph as it would be, as far as the edits can be made; of the revision that it was made on. */
  readonly topology: Topology;
}

/** What became of the user's word on a guarded edit: `done`, or why not (too late, no rights) in plain words. */
export interface GuardAnswer {
  readonly done: boolean;
  readonly message: string;
  readonly advice: string;
}

export interface HistoryState {
  /** The title of what Undo would take back; null: nothing to undo. */
  readonly undo: string | null;
  readonly redo: string | null;
  /** Edits during which Patchbay exited, with what the host shows of them; absent: none. */
  readonly interrupted?: readonly Interruption[];
}

/** A host that a window can open in place of the one that it shows. */
export interface OfferedHost {
  /** As `--host` takes it. */
  readonly name: string;
  readonly title: string;
  /** What a button says that opens it. */
  readonly invitation: string;
  /** It is simulated, to try everything on. */
  readonly simulated: boolean;
}

export interface HostView {
  readonly topology: Topology;
  readonly findings: FindingsReport;
  /** The findings that are meant so, by their `findingKey`. */
  readonly dismissed: readonly string[];
  readonly layout: Layout;
  readonly settings: Settings;
  readonly history: HistoryState;
  /** As the event `guards` tells it. */
  readonly guards: readonly GuardState[];
  /** Those that `host.open` opens, and this one where it is among them. */
  readonly hosts: readonly OfferedHost[];
  /** Those of them that the user has opened from a window. */
  readonly keptHosts: readonly KeptHost[];
  /** False for a capture, on which nothing can be changed at all. */
  readonly editable: boolean;
  /** False where the address that this is served at shows this host and no other. */
  readonly switchable: boolean;
  /** False for the visitors of a read-only address: what they arrange is for their own window. */
  readonly keeping: boolean;
  readonly lock: LockState;
  /** What the user should know about this host before anything else, for the banner; null: nothing. */
  readonly notice: HostNotice | null;
  /** Things set aside at start, such as a broken settings file; a sentence each. */
  readonly remarks: readonly string[];
}

/** `demo-because-nothing-here`: opened without being asked for, as this machine has nothing to show. */
export type HostNotice = 'demo' | 'demo-because-nothing-here' | 'replay';

/** An error that a request answers with: for the user, and nothing of the engine's inside. */
export interface ApiError {
  readonly message: string;
  readonly advice: string;
}

/** What a request comes back as, over IPC and HTTP alike. */
export type ApiAnswer<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly error: ApiError };

/** Every event, for faces that must name them; a missing or a foreign one does not compile. */
export const eventNames = Object.keys({
  view: 0,
  patch: 0,
  traffic: 0,
  findings: 0,
  progress: 0,
  history: 0,
  guards: 0,
  connecting: 0,
} satisfies Record<EventName, 0>) as readonly EventName[];

/** What the preload script exposes as `window.patchbay`, and nothing else. */
export interface PreloadApi {
  request<Name extends RequestName>(
    name: Name,
    input: Requests[Name]['input'],
  ): Promise<ApiAnswer<Requests[Name]['output']>>;
  subscribe(listener: <Name extends EventName>(name: Name, payload: Events[Name]) => void): () => void;
}
