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
      'The guard works on links alone, and this changes a VM as well.',
      'Do the two one after the other.',
    );
  }
  const odd = steps
    .flatMap(({ command, inverseCommands }) => [command, ...inverseCommands].flatMap(({ argv }) => argv))
    .find((word) => !isPlainWord(word));
  return odd === undefined
    ? null
    : refuse(
        `The guard can’t carry the word ${odd}: it takes ASCII letters, digits and signs, without spaces, quotes, \\ and #.`,
        'Do it at the console of the host.',
      );
}
