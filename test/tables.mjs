// @ts-check
// `node test/tables.mjs`: runs the tests of the lab and of the machine and writes the tables of EDITS.md and CONTRIBUTING.md
// that tell what they proved; what a stage proves that can’t run here stays as it is.
// `node test/tables.mjs STAGE=REPORT…`: writes it from what earlier runs left (PATCHBAY_TEST_REPORT), without running any.
import { readFileSync } from 'node:fs';
import { runMain, StartFailure } from '../electron/start/project.mjs';
import { stages } from './runner/stages.mjs';
import { writeTables } from './runner/tables.mjs';
import { runStage } from './runner/vitest.mjs';

/** @typedef {import('./runner/reporter.mjs').Report} Report */

await runMain(async () => {
  const given = process.argv.slice(2);
  const ran =
    given.length === 0 ? stages.filter(({ proves }) => proves).flatMap(stageReport) : given.map(readReport);
  if (ran.length === 0) throw new StartFailure('No table: neither the lab nor the machine can run here.');
  writeTables(new Map(ran));
  return 0;
});

/** @typedef {[stage: string, report: Report]} Ran */

/**
 * What a stage proves, run now; nothing where it can't run here.
 * @param {import('./runner/stages.mjs').Stage} stage
 * @returns {Ran[]}
 */
function stageReport(stage) {
  if (stage.obstacle() !== null) return [];
  const report = runStage(stage);
  const { failed, proofs, skipped } = report;
  if (failed.length > 0) throw new StartFailure(`No table: not all tests of the ${stage.name} passed.`);
  return proofs === undefined && skipped.length > 0 ? [] : [[stage.name, report]];
}

/**
 * @param {string} word `lab=/tmp/report.json`
 * @returns {Ran}
 */
function readReport(word) {
  const [stage = '', path = ''] = word.split(/=(.*)/);
  return [stage, JSON.parse(readFileSync(path, 'utf8'))];
}
