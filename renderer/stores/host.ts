import { create } from 'zustand';
import type { ApiError, Connecting, HistoryState, HostNotice, HostView, OfferedHost } from '#shared/api.ts';
import { type FindingsReport, noFindings } from '#shared/findings/finding.ts';
import type { GuardState } from '#shared/guard.ts';
import { defaultSettings, emptyLayout, type Layout, type Settings } from '#shared/kept.ts';
import type { KeptHost } from '#shared/keptHosts.ts';
import type { LockState } from '#shared/lock.ts';
import type { Topology } from '#shared/topology/model.ts';
import { patchTopology, type TopologyPatch } from '#shared/topology/patch.ts';

/**
 * - `connecting`: nothing to show yet · `open`: what is shown is what the engine last read
 * - `lost`: the engine cannot be reached now, what is shown is old · `refused`: it will not have this window again
 */
export type Connection = 'connecting' | 'open' | 'lost' | 'refused';

/** The host as the engine tells it. Nothing here is changed by the user's hand but the layout and the settings. */
export interface HostState {
  readonly connection: Connection;
  /** Why the first picture did not come; null otherwise. */
  readonly failure: ApiError | null;
  readonly topology: Topology | null;
  readonly findings: FindingsReport;
  /** The findings that are meant so, by their `findingKey`. */
  readonly dismissed: readonly string[];
  readonly layout: Layout;
  readonly settings: Settings;
  readonly history: HistoryState;
  readonly guards: readonly GuardState[];
  /** When the host last told of them, in milliseconds since 1970. */
  readonly guardsToldAt: number;
  /** Those that can be opened in place of this one, and this one where it is among them. */
  readonly hosts: readonly OfferedHost[];
  /** Those of them that the user has opened from a window. */
  readonly keptHosts: readonly KeptHost[];
  readonly editable: boolean;
  readonly switchable: boolean;
  readonly keeping: boolean;
  readonly lock: LockState;
  readonly notice: HostNotice | null;
  readonly remarks: readonly string[];
  /** The host that is being opened in place of this one; null: none is. */
  readonly opening: string | null;
  /** A host over SSH that is being connected to, or could not be reached; null: none. */
  readonly connecting: Connecting | null;
}

const initial: HostState = {
  connection: 'connecting',
  failure: null,
  topology: null,
  findings: noFindings,
  dismissed: [],
  layout: emptyLayout,
  settings: defaultSettings,
  history: { undo: null, redo: null },
  guards: [],
  guardsToldAt: 0,
  hosts: [],
  keptHosts: [],
  editable: false,
  switchable: false,
  keeping: false,
  lock: 'none',
  notice: null,
  remarks: [],
  opening: null,
  connecting: null,
};

export const useHost = create<HostState>(() => initial);

/** Shows another host, or the same one afresh. */
export function showView(view: HostView): void {
  useHost.setState({ ...view, guardsToldAt: Date.now(), failure: null });
}

/** What stands there where there is no view yet, or is asked on the way to another host. */
export function showConnecting(connecting: Connecting | null): void {
  useHost.setState(({ settings }) => ({
    connecting,
    settings: connecting === null ? settings : { ...settings, theme: connecting.theme },
  }));
}

export function showGuards(guards: readonly GuardState[]): void {
  useHost.setState({ guards, guardsToldAt: Date.now() });
}

/** Applies a change; false when it does not follow on what is shown, so that the whole must be asked for. */
export function showPatch(patch: TopologyPatch): boolean {
  const { topology } = useHost.getState();
  if (topology === null) return false;
  const patched = patchTopology(topology, patch);
  if (patched === null) return false;
  useHost.setState({ topology: patched });
  return true;
}

let picture: Topology | null = null;

/**
 * The topology as it is drawn: another object only where something of it can be seen to differ, so that a read that
 * found nothing new redraws nothing. Ages are not of the picture.
 */
export function pictureOf({ topology }: HostState): Topology | null {
  if (picture === null || topology === null || !looksAlike(picture, topology)) picture = topology;
  return picture;
}

function looksAlike(a: Topology, b: Topology): boolean {
  return a.host === b.host && a.revision === b.revision && a.nodes === b.nodes && a.edges === b.edges;
}
