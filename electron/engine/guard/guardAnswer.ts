import type { GuardAnswer } from '#shared/api.ts';
import { excerpt } from '#shared/parse/result.ts';
import type { Ran } from '../rights/rights.ts';

export const noSuchGuard: GuardAnswer = {
  done: false,
  message: 'This guarded edit is no longer on the host.',
  advice: '',
};

export const unseenYet: GuardAnswer = {
  done: false,
  message: 'Patchbay is still checking whether the host shows the change.',
  advice: 'Confirm it once that has been checked.',
};

/** What became of the user's word, by how guard.sh ended; its exit codes stand at its head. */
export function answerOf(kind: 'keep' | 'revert', ran: Ran): GuardAnswer {
  if (ran.kind === 'dismissed') {
    return no('The prompt for the password was closed.', 'The countdown continues until you enter it.');
  }
  if (ran.kind === 'refused') return no(ran.message, ran.advice);
  const { outcome } = ran;
  if (outcome.kind !== 'exited') {
    return no(
      'The guard didn’t answer.',
      'Wait for the end of its countdown, then check what the host shows.',
    );
  }
  const said = excerpt(outcome.stdout.trim());
  switch (outcome.exitCode) {
    case 0:
      if (kind === 'keep') return { done: true, message: 'Confirmed.', advice: '' };
      return said === 'reverted'
        ? { done: true, message: 'Reverted.', advice: '' }
        : no('Reverted, but the host doesn’t show everything as before.', '');
    case 4:
      return noSuchGuard;
    case 5:
      return kind === 'keep'
        ? no('Too late: the host is reverting it or has reverted it.', 'Make the edit again.')
        : no('Too late: it was already confirmed.', 'Use Undo to revert it.');
    default:
      return no(excerpt(outcome.stderr) || 'The guard failed.', '');
  }
}

function no(message: string, advice: string): GuardAnswer {
  return { done: false, message, advice };
}
