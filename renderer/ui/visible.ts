import { unseen, unseenInText } from '#shared/unseen.ts';

/** Text from the host as it may stand on the screen: what could not be seen in it is spelled out, as `‹U+202E›`. */
export function visible(text: string): string {
  return text.replace(unseen, spelledOut);
}

/** The same for text of several lines: a command, or what it printed. */
export function visibleLines(text: string): string {
  return text.replace(unseenInText, spelledOut);
}

function spelledOut(character: string): string {
  return `‹U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}›`;
}
