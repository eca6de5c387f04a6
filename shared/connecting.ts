/**
 * What a question of `ssh` is: a `secret` (password, passphrase, one-time code); whether a `hostKey` is the right one; to
 * `confirm` something; or a `notice` that wants no answer, such as to touch a key.
 */
export type AskedKind = 'secret' | 'hostKey' | 'confirm' | 'notice';

/** A question that its user is asked. */
export interface AskedQuestion {
  /** Another one with each question: an answer to one that is asked no more is none. */
  readonly id: string;
  readonly kind: AskedKind;
  /** In the words of `ssh`, of several lines perhaps; nothing in it that can’t be seen. */
  readonly text: string;
  /** The answer before was not accepted. */
  readonly again: boolean;
}

/** Characters of an answer at the most: `ssh` takes 1023 (RP_MAX of readpass.c). */
export const LONGEST_ANSWER = 1023;

/** An answer is one line, as `ssh` reads it. */
export const answerPattern = /^[^\0\r\n]*$/;
