// @ts-check

/**
 * The text with this table between two marks.
 * @param {string} text
 * @param {string} table
 * @param {{ begin: string, end: string }} marks
 * @param {string} file whose text it is, for the error
 */
export function withTable(text, table, { begin, end }, file) {
  const [before, after] = [text.indexOf(begin), text.indexOf(end)];
  if (before < 0 || after < before) throw new Error(`${file} has lost “${begin}” or “${end}”.`);
  return `${text.slice(0, before + begin.length)}\n\n${table}\n\n${text.slice(after)}`;
}
