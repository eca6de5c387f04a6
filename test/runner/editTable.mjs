// @ts-check
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../electron/start/project.mjs';
import { editRows, machineProofs } from './editRows.mjs';

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

const rowsInOrder = /** @type {[string, { what: string, vm: 'any' | 'running' | 'none' }][]} */ (
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
    const own = [...proofs, ...machineProofs].filter((proof) => proof.edit === edit);
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

/**
 * Whether EDITS.md holds the table that these proofs make.
 * @param {readonly Proved[]} proofs
 */
export function isTableOf(proofs) {
  const text = readFileSync(path, 'utf8');
  return text === withTable(text, editTable(proofs));
}

/**
 * Writes that table into EDITS.md.
 * @param {readonly Proved[]} proofs
 */
export function writeTable(proofs) {
  writeFileSync(path, withTable(readFileSync(path, 'utf8'), editTable(proofs)));
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
