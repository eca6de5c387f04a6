import type { Refusal } from '#shared/ops/refusal.ts';

/** To visitors of a read-only address. */
export const notKept: Refusal = {
  why: 'Patchbay was started with --read-only: what its visitors arrange is not saved.',
  advice: 'Start it without --read-only to save changes.',
};

/** To visitors of a read-only address: a password is its owner’s to give. */
export const notAsked: Refusal = {
  why: 'Patchbay was started with --read-only: its visitors are asked nothing.',
  advice: 'Answer in the terminal that started it.',
};

export const oneHostOnly: Refusal = {
  why: 'This address shows one host only.',
  advice: 'To see another one, start Patchbay with that host as its --host.',
};

/** While a first host is being connected to, or could not be reached. */
export const noHostYet: Refusal = {
  why: 'No host is open yet.',
  advice: 'Wait until it is connected.',
};
