// @ts-check
import { findingRows } from './findingRows.mjs';
import { withTable } from './tableInFile.mjs';

/**
 * A finding that one test provoked on a real host, as it said itself (test/lab/support/finds.ts).
 * @typedef {object} Found
 * @property {string} code a key of `findingRows`
 * @property {'edit' | 'commands' | 'by hand'} gone by what it went away
 * @property {string} file of the test, from the root of the project
 */

/** @typedef {ReadonlyMap<string, readonly Found[]>} StageFound what each stage that was run has found, by its name */

export const findingsFile = 'CONTRIBUTING.md';
const marks = {
  begin: '<!-- findings: written by node test/tables.mjs -->',
  end: '<!-- findings end -->',
};
const columns = ['lab', 'machine'];
const goneWords = { edit: 'its edit', commands: 'its commands', 'by hand': 'by hand' };

/**
 * The text with the table “What each finding was tried on”. The column of a stage that was not run stays as it is.
 * @param {string} text of CONTRIBUTING.md
 * @param {StageFound} ran
 * @returns {string}
 */
export function withFindings(text, ran) {
  const standing = new Map(
    text.split('\n').map((line) => [line.split(' | ')[0], line.split(' | ').slice(2)]),
  );
  const head = ['finding', 'what it is', ...columns];
  const rows = Object.entries(findingRows).map(([code, what]) => {
    const first = `| \`${code}\``;
    const cells = columns.map((stage, index) => {
      const found = ran.get(stage);
      const before = standing.get(first)?.[index]?.replace(/ \|$/, '');
      return found === undefined ? (before ?? '') : cellOf(found.filter((one) => one.code === code));
    });
    return [`\`${code}\``, what, ...cells];
  });
  const table = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return withTable(text, table.join('\n'), marks, findingsFile);
}

/** @param {readonly Found[]} found */
function cellOf(found) {
  const cells = found.map(({ gone, file }) => `${goneWords[gone]}: [${nameOf(file)}](${file})`);
  return [...new Set(cells)].sort().join(', ');
}

/** @param {string} file */
function nameOf(file) {
  return file.replace(/^.*\//, '').replace(/\.test\.ts$/, '');
}
