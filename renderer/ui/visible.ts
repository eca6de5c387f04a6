/**
 * What a name may hold to look like another one: control characters, what turns the direction of writing around,
 * what takes no room.
 */
const unseen = /[\p{Cc}\p{Zl}\p{Zp}\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu;

/** Text from the host as it may stand on the screen: what could not be seen in it is spelled out, as `‹U+202E›`. */
export function visible(text: string): string {
  return text.replace(unseen, spelledOut);
}

/** The same for text of several lines: a command, or what it printed. */
export function visibleLines(text: string): string {
  return text.replace(unseen, (character) =>
    character === '\n' || character === '\t' ? character : spelledOut(character),
  );
}

function spelledOut(character: string): string {
  return `‹U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}›`;
}
