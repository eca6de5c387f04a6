import { type Refusal, refuse } from '../../ops/refusal.ts';
import type { Step } from '../../ops/step.ts';

/** Whether the guard on the host can carry this as one word of a command (electron/helper/guard.sh). */
export function isPlainWord(word: string): boolean {
  return /^[!$-&(-[\]-~]+$/.test(word);
}

/** Why these steps can't be done under the guard, which runs them without Patchbay; null: they can. */
export function refuseSteps(steps: readonly Step[]): Refusal | null {
  if (steps.some(({ rights }) => rights !== 'net-admin')) {
    return refuse(
      'The guard can only change links, and this also changes a VM.',
      'Make the two changes one after the other.',
    );
  }
  const odd = steps
    .flatMap(({ command, inverseCommands }) => [command, ...inverseCommands].flatMap(({ argv }) => argv))
    .find((word) => !isPlainWord(word));
  return odd === undefined
    ? null
    : refuse(
        `The guard can’t handle ${odd}: it accepts ASCII letters, digits and signs, without spaces, quotes, \\ and #.`,
        'Make the change at the host’s console.',
      );
}
