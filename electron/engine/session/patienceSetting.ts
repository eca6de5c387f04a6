import { MOST_PATIENCE } from '#shared/kept.ts';
import { UserFailure } from '#shared/userFailure.ts';

/**
 * How many times as long as usual a slow machine’s commands may take, by the environment variable `PATCHBAY_PATIENCE`;
 * undefined where that is not set.
 * @throws {UserFailure} where it is no number from 1 to 60
 */
export function patienceAsked(environment: NodeJS.ProcessEnv): number | undefined {
  const asked = environment.PATCHBAY_PATIENCE?.trim() ?? '';
  if (asked === '') return undefined;
  const patience = /^\d+(\.\d+)?$/.test(asked) ? Number(asked) : Number.NaN;
  if (patience >= 1 && patience <= MOST_PATIENCE) return patience;
  throw new UserFailure(
    `PATCHBAY_PATIENCE takes a number from 1 to ${MOST_PATIENCE}, such as 3 or 2.5.`,
    'With 3, Patchbay waits three times as long for each command of a slow host.',
  );
}
