/** Control and format characters, line and paragraph separators, and letters and marks that are blank. */
const characters = '[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\u034f\\u115f\\u1160\\u17b4\\u17b5\\u3164\\uffa0]';

/** The zero-width joiner within one emoji that is made of several, where it can be seen. */
const emojiJoiner =
  '(?<=[\\p{Extended_Pictographic}\\p{Emoji_Modifier}\\ufe0f])\\u200d(?=\\p{Extended_Pictographic})';

/**
 * A character by which text looks like other text, or by which a terminal is told something: what can’t be seen, takes
 * no room, or turns the direction of writing around.
 */
export const unseen = new RegExp(`(?!${emojiJoiner})${characters}`, 'gu');

/** One that is not of the layout of text of several lines. */
export const unseenInText = new RegExp(`(?![\\n\\t]|${emojiJoiner})${characters}`, 'gu');
