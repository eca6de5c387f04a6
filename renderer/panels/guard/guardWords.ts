import type { GuardPhase, GuardState, UndecidedPhase } from '#shared/guard.ts';
import type { IconName } from '../../ui/Icon.tsx';

/** It has come to its end, or nobody guards it any more. */
export type GuardEndPhase = Exclude<GuardPhase, UndecidedPhase | 'confirmed'>;

/** What became of a guarded edit: the colour and sign of its banner. */
export const guardEnds: {
  readonly [P in GuardEndPhase]: {
    readonly icon: IconName;
    readonly words: string;
    readonly tone: 'ok' | 'plain' | 'warn' | 'danger';
  };
} = {
  kept: { icon: 'check', words: 'Confirmed', tone: 'ok' },
  'kept-in-part': { icon: 'warn', words: 'Confirmed, but changed since', tone: 'danger' },
  reverted: { icon: 'undo', words: 'Reverted by the host', tone: 'plain' },
  'not-reverted': { icon: 'warn', words: 'Only partly reverted', tone: 'danger' },
  gone: { icon: 'warn', words: 'The guard has stopped', tone: 'warn' },
};

/** Whether the host's neighbour is still reached, in a sentence. */
export function contactWords({ contact, probe }: Pick<GuardState, 'contact' | 'probe'>): string {
  if (probe === null) return 'There’s no gateway to ask. Check that you can still reach the host.';
  if (contact === 'yes') return `The gateway ${probe.address} answers on ${probe.link}.`;
  if (contact === 'no') return `The gateway ${probe.address} doesn’t answer on ${probe.link} yet.`;
  return `Asking the gateway ${probe.address} on ${probe.link}…`;
}

/** `1 min 30 s`, `43 s`. */
export function secondsInWords(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  const rest = seconds % 60;
  if (seconds < 100) return `${seconds} s`;
  return rest === 0 ? `${minutes} min` : `${minutes} min ${rest} s`;
}

/** The one sentence on which everything rests. */
export function promiseWords(seconds: number): string {
  return `The host reverts this after ${secondsInWords(seconds)} unless you confirm, even if Patchbay or your connection is gone.`;
}

/** While there is no contact with the host: what it will do. @param left seconds, counted on by the page */
export function lostWords(left: number): string {
  return left > 0
    ? `Unless it’s confirmed, the host reverts it in ${secondsInWords(left)}.`
    : 'Unless it’s confirmed, the host reverts it about now.';
}
