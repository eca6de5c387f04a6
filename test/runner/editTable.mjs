// @ts-check
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../electron/start/project.mjs';
import { editRows } from './editRows.mjs';

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

const path = join(root, 'EDITS.md');
const begin = '<!-- edits: written by node test/editTable.mjs -->';
const end = '<!-- edits end -->';

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
 * Whether EDITS.md holds the table that these proofs make; the rows of a stage that was not run count as they stand.
 * @param {StageProofs} ran
 */
export function isTableOf(ran) {
  const text = readFileSync(path, 'utf8');
  return text === withTable(text, tableBy(text, ran));
}

/**
 * Writes that table into EDITS.md.
 * @param {StageProofs} ran
 */
export function writeTable(ran) {
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, withTable(text, tableBy(text, ran)));
}

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
 * The text with this table between its markers.
 * @param {string} text
 * @param {string} table
 */
export function withTable(text, table) {
  const [before, after] = [text.indexOf(begin), text.indexOf(end)];
  if (before < 0 || after < before) throw new Error(`EDITS.md has lost “${begin}” or “${end}”.`);
  return `${text.slice(0, before + begin.length)}\n\n${table}\n\n${text.slice(after)}`;
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
