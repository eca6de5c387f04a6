import type { GuardAnswer } from '#shared/api.ts';
import { excerpt } from '#shared/parse/result.ts';
import type { Ran } from '../rights/rights.ts';

export const noSuchGuard: GuardAnswer = {
  done: false,
  message: 'There is no such guarded edit on the host any more.',
  advice: '',
};

/** What became of the user's word, by how guard.sh ended; its exit codes stand at its head. */
export function answerOf(kind: 'keep' | 'revert', ran: Ran): GuardAnswer {
  if (ran.kind === 'dismissed') {
    return no('The prompt for the password was closed.', 'Until it is given, the countdown goes on.');
  }
  if (ran.kind === 'refused') return no(ran.message, ran.advice);
  const { outcome } = ran;
  if (outcome.kind !== 'exited') {
    return no(
      'The guard did not answer.',
      'Wait for the end of its countdown, and look at what the host shows.',
    );
  }
  const said = excerpt(outcome.stdout.trim());
  switch (outcome.exitCode) {
    case 0:
      if (kind === 'keep') return { done: true, message: 'It is kept.', advice: '' };
      return said === 'reverted'
        ? { done: true, message: 'It is taken back.', advice: '' }
        : no('It was taken back, but the host does not show all of what it was before.', '');
    case 4:
      return noSuchGuard;
    case 5:
      return kind === 'keep'
        ? no('It is too late: the host takes it back, or has done so.', 'Make the edit again.')
        : no('It is too late: it was kept.', 'Undo takes it back.');
    default:
      return no(excerpt(outcome.stderr) || 'The guard could not do it.', '');
  }
}

function no(message: string, advice: string): GuardAnswer {
  return { done: false, message, advice };
}
