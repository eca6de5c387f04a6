// @ts-check
// `node test/editTable.mjs`: runs the tests of the lab and of the machine and writes the table of EDITS.md that tells what
// they proved; the rows of a stage that can’t run here stay as they are.
// `node test/editTable.mjs STAGE=REPORT…`: writes it from what earlier runs left (PATCHBAY_TEST_REPORT), without running any.
import { readFileSync } from 'node:fs';
import { runMain, StartFailure } from '../electron/start/project.mjs';
import { writeTable } from './runner/editTable.mjs';
import { stages } from './runner/stages.mjs';
import { runStage } from './runner/vitest.mjs';

/** @typedef {import('./runner/reporter.mjs').Report} Report */

await runMain(async () => {
  const given = process.argv.slice(2);
  const ran =
    given.length === 0 ? stages.filter(({ proves }) => proves).flatMap(stageReport) : given.map(readReport);
  if (ran.length === 0) throw new StartFailure('No table: neither the lab nor the machine can run here.');
  writeTable(new Map(ran));
  return 0;
});

/** @typedef {[stage: string, proofs: readonly import('./runner/editTable.mjs').Proved[]]} Proofs */

/**
 * What a stage proves, run now; nothing where it can't run here.
 * @param {import('./runner/stages.mjs').Stage} stage
 * @returns {Proofs[]}
 */
function stageReport(stage) {
  if (stage.obstacle() !== null) return [];
  const { failed, proofs, skipped } = runStage(stage);
  if (failed.length > 0) throw new StartFailure(`No table: not all tests of the ${stage.name} passed.`);
  return proofs === undefined && skipped.length > 0 ? [] : [[stage.name, proofs ?? []]];
}

/**
 * @param {string} word `lab=/tmp/report.json`
 * @returns {Proofs}
 */
function readReport(word) {
  const [stage = '', path = ''] = word.split(/=(.*)/);
  /** @type {Report} */
  const { proofs = [] } = JSON.parse(readFileSync(path, 'utf8'));
  return [stage, proofs];
}
