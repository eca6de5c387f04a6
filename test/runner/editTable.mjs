// @ts-check
import { editRows } from './editRows.mjs';
import { withTable } from './tableInFile.mjs';

/**
 * What one test has proved of one edit, as it said itself (test/lab/support/proves.ts).
 * @typedef {object} Proved
 * @property {string} edit a key of `editRows`
 * @property {string} file of the test, from the root of the project
 * @property {true | 'refused'} [live]
 * @property {true | 'refused'} [off]
 * @property {true} [undo]
 * @property {true} [redo]
 * @property {string[]} by
 */

export const editsFile = 'EDITS.md';
const marks = { begin: '<!-- edits: written by node test/tables.mjs -->', end: '<!-- edits end -->' };

const rowsInOrder =
  /** @type {[string, { what: string, vm: 'any' | 'running' | 'none', stage?: 'machine' }][]} */ (
    Object.entries(editRows)
  );

const offWords = { running: 'only while it runs', none: 'no VM in it' };

/**
 * The table “What each edit does, and what proves it”, as Markdown.
 * @param {readonly Proved[]} proofs
 * @returns {string}
 */
export function editTable(proofs) {
  const rows = rowsInOrder.map(([edit, { what, vm }]) => {
    const own = proofs.filter((proof) => proof.edit === edit);
    const tests = unique(own.map(({ file }) => file)).map((file) => `[${nameOf(file)}](${file})`);
    const tools = unique(own.flatMap(({ by }) => by)).map((tool) => `\`${tool}\``);
    return [
      what,
      works(own.map(({ live }) => live)),
      vm === 'any' ? works(own.map(({ off }) => off)) : offWords[vm],
      undone(own),
      own.length === 0 ? 'nothing yet' : `${tools.join(', ')} in ${tests.join(', ')}`,
    ];
  });
  const head = ['edit', 'works live', 'works shut off', 'undo', 'verified by'];
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** @typedef {ReadonlyMap<string, readonly Proved[]>} StageProofs what each stage that was run has proved, by its name */

/**
 * The table with each row from the stage that proves it, or as the text has it where that stage was not run.
 * @param {string} text
 * @param {StageProofs} ran
 * @returns {string}
 */
export function tableBy(text, ran) {
  const own = rowsInOrder.flatMap(([edit, { stage = 'lab' }]) =>
    (ran.get(stage) ?? []).filter((proof) => proof.edit === edit),
  );
  const standing = new Map(text.split('\n').map((line) => [firstCell(line), line]));
  const [head = '', rule = '', ...rows] = editTable(own).split('\n');
  const told = rows.map((row, index) => {
    const isRun = ran.has(rowsInOrder[index]?.[1].stage ?? 'lab');
    return isRun ? row : (standing.get(firstCell(row)) ?? row);
  });
  return [head, rule, ...told].join('\n');
}

/** @param {string} line of the table */
function firstCell(line) {
  return line.split(' | ')[0];
}

/**
 * The text with the table of what each edit does. The rows of a stage that was not run stay as they are.
 * @param {string} text of EDITS.md
 * @param {StageProofs} ran
 */
export function withEdits(text, ran) {
  return withTable(text, tableBy(text, ran), marks, editsFile);
}

/** @param {readonly (true | 'refused' | undefined)[]} said */
function works(said) {
  if (said.includes(true)) return 'yes';
  return said.includes('refused') ? 'no, and told why' : 'not proved';
}

/** @param {readonly Proved[]} proofs */
function undone(proofs) {
  if (proofs.some(({ redo }) => redo)) return 'yes, and redo';
  return proofs.some(({ undo }) => undo) ? 'yes' : 'not proved';
}

/** @param {string} file */
function nameOf(file) {
  return file.replace(/^.*\//, '').replace(/\.test\.ts$/, '');
}

/** @param {readonly string[]} items */
function unique(items) {
  return [...new Set(items)].sort();
}
