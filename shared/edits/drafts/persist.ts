import type { Domain } from '#shared/host/domain.ts';
import type { Op } from '../../ops/op.ts';
import { isRefusal, type Refusal, refuse } from '../../ops/refusal.ts';
import type { Persist } from '../model.ts';

/** What an edit does to each side of a VM: nothing where that side is so already, or why it can't be changed. */
export interface Sides {
  readonly live: readonly Op[] | Refusal;
  readonly config: readonly Op[] | Refusal;
}

export interface Chosen {
  readonly lasts: Persist;
  /** The choices that differ in what they do; `lasts` is among them. */
  readonly choices: readonly Persist[];
  /** The running VM first: it is the side that may fail. */
  readonly ops: readonly Op[];
}

const all: readonly Persist[] = ['both', 'now', 'boot'];

/**
 * Which sides of the VM an edit changes: as wanted, else both, else the one that can be changed.
 * @returns no ops where everything is so already; a refusal where nothing, or not the wanted, can be done
 */
export function choosePersist(sides: Sides, wanted: Persist | undefined): Chosen | Refusal {
  const open = all.filter((persist) => {
    const ops = opsFor(sides, persist);
    return !isRefusal(ops) && ops.length > 0;
  });
  const lasts = wanted ?? open[0] ?? all.find((persist) => !isRefusal(opsFor(sides, persist))) ?? 'now';
  const ops = opsFor(sides, lasts);
  if (isRefusal(ops)) return ops;
  const seen = new Set([JSON.stringify(ops)]);
  const choices = open.filter((persist) => {
    const key = JSON.stringify(opsFor(sides, persist));
    const isNew = persist === lasts || !seen.has(key);
    seen.add(key);
    return isNew;
  });
  return { lasts, choices, ops };
}

/** Why a VM's running side can't be changed at all; null: it runs. */
export function refuseLive(domain: Domain): Refusal | null {
  return domain.active
    ? null
    : refuse(
        `${domain.name} is ${domain.state}, so it can’t be changed now.`,
        'Change its definition (boot).',
      );
}

/** Why a VM's definition can't be changed at all; null: it has one. */
export function refuseConfig(domain: Domain): Refusal | null {
  return domain.persistent
    ? null
    : refuse(`${domain.name} is transient: it has no saved definition to change.`, 'Change it now only.');
}

function opsFor({ live, config }: Sides, persist: Persist): readonly Op[] | Refusal {
  if (persist === 'now') return live;
  if (persist === 'boot') return config;
  if (isRefusal(live)) return live;
  return isRefusal(config) ? config : [...live, ...config];
}
