// @ts-check
// `node test/editTable.mjs`: runs the lab's tests and writes the table of EDITS.md that tells what they proved.
// `node test/editTable.mjs REPORT…`: writes it from what earlier runs left (PATCHBAY_TEST_REPORT), without running any.
import { readFileSync } from 'node:fs';
import { runMain, StartFailure } from '../electron/start/project.mjs';
import { writeTable } from './runner/editTable.mjs';
import { stages } from './runner/stages.mjs';
import { runStage } from './runner/vitest.mjs';

/** @typedef {import('./runner/reporter.mjs').Report} Report */

await runMain(async () => {
  const paths = process.argv.slice(2);
  const reports = paths.length === 0 ? [labReport()] : paths.map(readReport);
  writeTable(reports.flatMap(({ proofs = [] }) => proofs));
  return 0;
});

/** @returns {Report} */
function labReport() {
  const lab = stages.find(({ name }) => name === 'lab');
  const obstacle = lab?.obstacle() ?? null;
  if (lab === undefined || obstacle !== null) throw new StartFailure(`No table: ${obstacle}.`);
  const report = runStage(lab);
  if (report.failed.length > 0) throw new StartFailure('No table: not all of the lab’s tests passed.');
  return report;
}

/**
 * @param {string} path
 * @returns {Report}
 */
function readReport(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}
