// @ts-check
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../electron/start/project.mjs';
import { editsFile, withEdits } from './editTable.mjs';
import { findingsFile, withFindings } from './findingTable.mjs';

/** @typedef {Pick<import('./reporter.mjs').Report, 'proofs' | 'found'>} Said what the tests of a stage have said of themselves */
/** @typedef {ReadonlyMap<string, Said>} RanStages the stages that were run, by their names */

/** @type {readonly { file: string, written: (text: string, ran: RanStages) => string }[]} */
const tables = [
  {
    file: editsFile,
    written: (text, ran) =>
      withEdits(
        text,
        each(ran, ({ proofs = [] }) => proofs),
      ),
  },
  {
    file: findingsFile,
    written: (text, ran) =>
      withFindings(
        text,
        each(ran, ({ found = [] }) => found),
      ),
  },
];

/**
 * The documents whose table is not what the tests of these stages have said; of a stage that was not run the tables
 * count as they stand.
 * @param {RanStages} ran
 * @returns {string[]}
 */
export function wrongTables(ran) {
  return tables.flatMap(({ file, written }) => {
    const text = readFileSync(join(root, file), 'utf8');
    return written(text, ran) === text ? [] : [file];
  });
}

/**
 * Writes the tables into the documents.
 * @param {RanStages} ran
 */
export function writeTables(ran) {
  for (const { file, written } of tables) {
    const path = join(root, file);
    writeFileSync(path, written(readFileSync(path, 'utf8'), ran));
  }
}

/**
 * @template Value
 * @param {RanStages} ran
 * @param {(said: Said) => Value} value
 * @returns {ReadonlyMap<string, Value>}
 */
function each(ran, value) {
  return new Map([...ran].map(([stage, said]) => [stage, value(said)]));
}
