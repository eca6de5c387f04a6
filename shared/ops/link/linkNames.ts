import { isEscapedName } from '#shared/host/linkName.ts';
import { type Refusal, refuse } from '../refusal.ts';

/** Why a link of this name can't be named in a command; null: it can. */
export function refuseName(name: string): Refusal | null {
  return isEscapedName(name)
    ? refuse(
        `The name of ${name} holds bytes that are no UTF-8, and Patchbay can’t pass it to a program.`,
        'Give the link another name, or change it in a terminal.',
      )
    : null;
}
