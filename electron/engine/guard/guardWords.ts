import type { GuardState } from '#shared/guard.ts';
import type { ListedGuard } from './guardList.ts';

/** A guarded edit as a face shows it. */
export function stateOf(guard: ListedGuard): GuardState {
  const { id, phase, left, seconds, probe, contact, note } = guard;
  const { title, touches } = note;
  return { id, title, phase, left, seconds, probe, contact, touches, told: toldOf(guard) };
}

/** What happened, in plain sentences. */
export function toldOf(guard: ListedGuard): string {
  switch (guard.phase) {
    case 'applying':
      return 'The host runs its commands.';
    case 'waiting':
      return 'It is done. The host takes it back by itself unless you keep it in time.';
    case 'reverting':
      return `${causeOf(guard)} The host takes it back.`;
    case 'kept':
      return 'You kept it.';
    case 'reverted':
      return `${causeOf(guard)} The host shows what it was before.`;
    case 'not-reverted':
      return `${causeOf(guard)} The host took it back, but does not show all of what it was before. ${differences(guard)}`;
    case 'gone':
      return 'The process that guarded it has vanished: nothing takes it back by itself any more.';
  }
}

/** `enp3s0 is up, … on br0` was so before and is not now. */
export function differences({ differs }: ListedGuard): string {
  return differs.map((line) => `${line.startsWith('-') ? 'Before' : 'Now'}: ${line.slice(2)}.`).join(' ');
}

function causeOf({ cause, command, said, seconds }: ListedGuard): string {
  switch (cause) {
    case 'expired':
      return `Nobody kept it within ${seconds} s.`;
    case 'user':
      return 'You took it back.';
    case 'failed':
      return `“${command ?? 'A command'}” failed${said === '' ? '.' : `: ${said.trim().replace(/\.?$/, '.')}`}`;
    case 'stopped':
      return 'The process that guarded it was told to end, as when the host shuts down.';
    case 'killed':
      return 'The process that guarded it was killed.';
    case null:
      return '';
  }
}
