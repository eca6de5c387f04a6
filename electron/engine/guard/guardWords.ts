import type { GuardState } from '#shared/guard.ts';
import { UNSEEN } from '../apply/verify.ts';
import type { ListedGuard } from './guardList.ts';

/**
 * What a read of the host has shown after the edit's commands, or after the user's word: `due`: it has not come yet; else
 * what it showed instead of the edit, a sentence each.
 */
export type Check = 'due' | readonly string[];

/**
 * A guarded edit as a face shows it.
 * @param check of one that waits or was confirmed; null where nobody here knows what its host should show
 */
export function stateOf(guard: ListedGuard, check: Check | null): GuardState {
  const { id, left, seconds, probe, contact, note } = guard;
  const { title, touches } = note;
  const shown = { id, title, left, seconds, probe, contact, touches };
  if (guard.phase === 'waiting' && check === 'due')
    return { ...shown, phase: 'checking', told: 'Done. Patchbay reads the host.' };
  if (guard.phase !== 'kept' || check === null || check.length === 0)
    return { ...shown, phase: guard.phase, told: toldOf(guard) };
  return check === 'due'
    ? { ...shown, phase: 'confirmed', told: 'It is confirmed. Patchbay reads the host.' }
    : { ...shown, phase: 'kept-in-part', told: keptInPart(check) };
}

/** @param differs what the host shows instead, a sentence each; one at least */
export function keptInPart(differs: readonly string[]): string {
  const isUnseen = differs.every((each) => each.startsWith(UNSEEN));
  const why = isUnseen
    ? 'what the host shows of it now couldn’t be read.'
    : 'the host doesn’t show all of it now: somebody else has changed it since.';
  return `It was confirmed, but ${why} ${differs.join(' ')}`;
}

/** What happened, in plain sentences. */
export function toldOf(guard: ListedGuard): string {
  switch (guard.phase) {
    case 'applying':
      return 'The host is running its commands.';
    case 'waiting':
      return 'Done. The host reverts it automatically unless you confirm in time.';
    case 'reverting':
      return `${causeOf(guard)} The host is reverting it.`;
    case 'kept':
      return 'It was confirmed.';
    case 'reverted':
      return `${causeOf(guard)} The host is as before.`;
    case 'not-reverted':
      return `${causeOf(guard)} The host reverted it, but doesn’t show everything as before. ${differences(guard)}`;
    case 'gone':
      return 'The process that guarded it has ended, and nobody confirmed the edit: nothing reverts it any more unless you do.';
  }
}

/** `enp3s0 is up, … on br0` was so before and is not now. */
export function differences({ differs }: ListedGuard): string {
  return differs.map((line) => `${line.startsWith('-') ? 'Before' : 'Now'}: ${line.slice(2)}.`).join(' ');
}

function causeOf({ cause, command, said, seconds }: ListedGuard): string {
  switch (cause) {
    case 'expired':
      return `Nobody confirmed it within ${seconds} s.`;
    case 'user':
      return 'You reverted it.';
    case 'failed':
      return `“${command ?? 'A command'}” failed${said === '' ? '.' : `: ${said.trim().replace(/\.?$/, '.')}`}`;
    case 'stopped':
      return 'The process that guarded it was stopped, as at a shutdown of the host.';
    case 'killed':
      return 'The process that guarded it was killed.';
    case null:
      return '';
  }
}
