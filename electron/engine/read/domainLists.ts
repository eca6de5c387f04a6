import type { DomainState } from '#shared/host/domain.ts';
import { type Parsed, parsed } from '#shared/parse/result.ts';
import { parseUuidNames } from '#shared/parse/virshList.ts';
import { uuidSet } from './uuidSet.ts';
import type { Answer, VirshBatch } from './virshBatch.ts';

/** A domain as virsh's lists tell of it. */
export interface Listed {
  readonly uuid: string;
  readonly name: string;
  /** Null for a state that no list names (`in shutdown`, say), and for one that changed while the lists were read. */
  readonly state: DomainState | null;
  readonly persistent: boolean;
  readonly autostart: boolean;
}

/**
 * The lists of domains, by UUID: the one table that tells everything cannot be taken apart when a name holds blanks, and
 * a VM called `1` would be taken for id 1.
 */
export class DomainLists {
  readonly #all: Answer;
  readonly #byState: readonly (readonly [DomainState, Answer])[];
  readonly #persistent: Answer;
  readonly #autostart: Answer;

  constructor(batch: VirshBatch) {
    const list = (...filter: string[]): Answer => batch.ask('list', '--all', '--uuid', ...filter);
    this.#all = list('--name');
    this.#byState = [
      ['running', list('--state-running')],
      ['paused', list('--state-paused')],
      ['shut off', list('--state-shutoff')],
    ];
    this.#persistent = list('--persistent');
    this.#autostart = list('--autostart');
  }

  /** After the batch has run. */
  read(): Parsed<Listed[]> {
    const all = parseUuidNames(this.#all.text ?? '');
    if (!all.ok) return all;
    const persistent = uuidSet(this.#persistent);
    if (!persistent.ok) return persistent;
    const autostart = uuidSet(this.#autostart);
    if (!autostart.ok) return autostart;
    const states = new Map<string, DomainState>();
    for (const [state, answer] of this.#byState) {
      const uuids = uuidSet(answer);
      if (!uuids.ok) return uuids;
      for (const uuid of uuids.value) states.set(uuid, state);
    }
    return parsed(
      all.value.map(({ uuid, name }) => ({
        uuid,
        name,
        state: states.get(uuid) ?? null,
        persistent: persistent.value.has(uuid),
        autostart: autostart.value.has(uuid),
      })),
    );
  }
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
export function readDomainState(text: string): DomainState | null {
  const word = text.trim();
  return STATES.includes(word) ? (word as DomainState) : null;
}
