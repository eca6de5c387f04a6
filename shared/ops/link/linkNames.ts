import { isEscapedName } from '#shared/host/linkName.ts';
import { type Refusal, refuse } from '../refusal.ts';

/** Why a link of this name can't be named in a command; null: it can. */
export function refuseName(name: string): Refusal | null {
  return isEscapedName(name)
    ? refuse(
        `The name of ${name} isn’t valid UTF-8, so Patchbay can’t pass it to a program.`,
        'Rename the link, or change it in a terminal.',
      )
    : null;
}
