import type { DomainState } from '#shared/host/domain.ts';
import { type Parsed, parsed } from '#shared/parse/result.ts';
import { parseUuidNames } from '#shared/parse/virshList.ts';
import { uuidSet } from './uuidSet.ts';
import type { BatchAnswer, VirshBatch } from './virshBatch.ts';

/** A domain as virsh's lists tell of it. */
export interface Listed {
  readonly uuid: string;
  readonly name: string;
  /** Null for a state that no list names (`in shutdown`, say), and where it changed while the lists were read. */
  readonly state: DomainState | null;
  readonly active: boolean;
  readonly persistent: boolean;
  readonly autostart: boolean;
  /** Whether it has a managed-save image; null: libvirt does not tell. */
  readonly saved: boolean | null;
  /** Whether it has snapshots; null: libvirt does not tell. */
  readonly snapshots: boolean | null;
}

/**
 * The lists of domains, by UUID: the one table that tells everything cannot be taken apart when a name holds blanks, and
 * a VM called `1` would be taken for id 1.
 */
export class DomainLists {
  readonly #all: BatchAnswer;
  readonly #active: BatchAnswer;
  readonly #byState: readonly (readonly [DomainState, BatchAnswer])[];
  readonly #persistent: BatchAnswer;
  readonly #autostart: BatchAnswer;
  readonly #saved: Split;
  readonly #snapshots: Split;

  constructor(batch: VirshBatch) {
    const list = (...filter: string[]): BatchAnswer => batch.ask('list', '--all', '--uuid', ...filter);
    this.#all = list('--name');
    this.#active = batch.ask(...ACTIVE);
    this.#byState = [
      ['running', list('--state-running')],
      ['paused', list('--state-paused')],
      ['shut off', list('--state-shutoff')],
    ];
    this.#persistent = list('--persistent');
    this.#autostart = list('--autostart');
    this.#saved = [list('--with-managed-save'), list('--without-managed-save')];
    this.#snapshots = [list('--with-snapshot'), list('--without-snapshot')];
  }

  /** After the batch has run. */
  read(): Parsed<Listed[]> {
    const all = parseUuidNames(this.#all.text ?? '');
    if (!all.ok) return all;
    const active = uuidSet(this.#active);
    if (!active.ok) return active;
    const persistent = uuidSet(this.#persistent);
    if (!persistent.ok) return persistent;
    const autostart = uuidSet(this.#autostart);
    if (!autostart.ok) return autostart;
    const odd = [all, active, persistent, autostart].flatMap((list) => list.odd ?? []);
    const states = new Map<string, DomainState>();
    for (const [state, answer] of this.#byState) {
      const uuids = uuidSet(answer);
      if (!uuids.ok) return uuids;
      odd.push(...(uuids.odd ?? []));
      for (const uuid of uuids.value) states.set(uuid, state);
    }
    const isSaved = sideOf(this.#saved);
    const hasSnapshots = sideOf(this.#snapshots);
    return parsed(
      all.value.map(({ uuid, name }) => {
        const state = states.get(uuid) ?? null;
        const isListed = active.value.has(uuid);
        const isChanging = state !== null && isListed === (state === 'shut off');
        return {
          uuid,
          name,
          state: isChanging ? null : state,
          // Both sides are asked for where either may be there by now.
          active: isListed || isChanging,
          persistent: persistent.value.has(uuid),
          autostart: autostart.value.has(uuid),
          saved: isSaved(uuid),
          snapshots: hasSnapshots(uuid),
        };
      }),
      odd,
    );
  }
}

/** What libvirt lists without being asked for all: what has an id, and so a process. */
const ACTIVE = ['list', '--uuid'] as const;

/** How a domain is whose lists left that open. */
export interface NowState {
  /** Null: it told none, as one that has gone meanwhile. */
  readonly state: DomainState | null;
  readonly active: boolean;
}

/** Asks how those domains are whose state no list names: of one moment, as they may have changed between the lists. */
export class OpenStates {
  readonly #states: ReadonlyMap<string, BatchAnswer>;
  readonly #active: BatchAnswer | null;

  constructor(batch: VirshBatch, listed: readonly Listed[]) {
    const open = listed.filter(({ state }) => state === null);
    this.#states = new Map(open.map(({ uuid }) => [uuid, batch.ask('domstate', uuid)]));
    this.#active = open.length === 0 ? null : batch.ask(...ACTIVE);
  }

  /** After the batch has run. */
  read(): Parsed<ReadonlyMap<string, NowState>> {
    if (this.#active === null) return parsed(new Map());
    const active = uuidSet(this.#active);
    if (!active.ok) return active;
    return parsed(
      new Map(
        [...this.#states].map(([uuid, { text }]) => [
          uuid,
          { state: readDomainState(text ?? ''), active: active.value.has(uuid) },
        ]),
      ),
    );
  }
}

/** Two lists that share all domains out: those that have something, and those that do not. */
type Split = readonly [having: BatchAnswer, lacking: BatchAnswer];

/**
 * Tells which of the two lists names a domain. A virsh that does not know the filter prints nothing, or all domains
 * twice: a domain that is in neither list, or in both, is not known to be in either.
 */
function sideOf([having, lacking]: Split): (uuid: string) => boolean | null {
  const yes = uuidSet(having);
  const no = uuidSet(lacking);
  if (!yes.ok || !no.ok) return () => null;
  return (uuid) => (yes.value.has(uuid) === no.value.has(uuid) ? null : yes.value.has(uuid));
}

const STATES: readonly string[] = [
  'running',
  'idle',
  'paused',
  'in shutdown',
  'shut off',
  'crashed',
  'pmsuspended',
  'no state',
] satisfies DomainState[];

/** What `virsh domstate` printed; null for anything else, such as nothing because the domain has gone. */
function readDomainState(text: string): DomainState | null {
  const word = text.trim();
  return STATES.includes(word) ? (word as DomainState) : null;
}
