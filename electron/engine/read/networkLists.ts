import { type Parsed, parsed } from '#shared/parse/result.ts';
import { uuidSet } from './uuidSet.ts';
import type { BatchAnswer, VirshBatch } from './virshBatch.ts';

export interface ListedNetworks {
  readonly all: ReadonlySet<string>;
  readonly active: ReadonlySet<string>;
  readonly persistent: ReadonlySet<string>;
  readonly autostart: ReadonlySet<string>;
}

/** The lists of networks, by UUID. */
export class NetworkLists {
  readonly #all: BatchAnswer;
  readonly #active: BatchAnswer;
  readonly #persistent: BatchAnswer;
  readonly #autostart: BatchAnswer;

  constructor(batch: VirshBatch) {
    const list = (...filter: string[]): BatchAnswer => batch.ask('net-list', '--uuid', ...filter);
    this.#all = list('--all');
    this.#active = list();
    this.#persistent = list('--all', '--persistent');
    this.#autostart = list('--all', '--autostart');
  }

  /** After the batch has run. */
  read(): Parsed<ListedNetworks> {
    const all = uuidSet(this.#all);
    const active = uuidSet(this.#active);
    const persistent = uuidSet(this.#persistent);
    const autostart = uuidSet(this.#autostart);
    if (!all.ok) return all;
    if (!active.ok) return active;
    if (!persistent.ok) return persistent;
    if (!autostart.ok) return autostart;
    const odd = [all, active, persistent, autostart].flatMap((list) => list.odd ?? []);
    const lists = {
      all: all.value,
      active: active.value,
      persistent: persistent.value,
      autostart: autostart.value,
    };
    return parsed(lists, odd);
  }
}
