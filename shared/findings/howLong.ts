import type { CommandRepair } from './finding.ts';

const LASTS: Readonly<Record<CommandRepair['lasts'], string>> = {
  now: 'Immediate; lost at reboot.',
  boot: 'From the next boot on.',
  both: 'Immediate and permanent.',
};

/** How long commands hold, and how to keep what they do. */
export function howLong({ lasts, keep }: Pick<CommandRepair, 'lasts' | 'keep'>): string {
  return keep === null ? LASTS[lasts] : `${LASTS[lasts]} ${keep}`;
}
