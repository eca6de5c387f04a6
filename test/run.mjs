// @ts-check
// `npm test [-- unit|e2e|lab]`: installs what the tests need, runs them all, and ends with one line of numbers.
import { spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { exitOf } from '../electron/start/processes.mjs';
import { root, runMain, StartFailure, say } from '../electron/start/project.mjs';
import { installPackages, missingPackages } from './runner/debian.mjs';
import { slowest } from './runner/slowest.mjs';
import { stages } from './runner/stages.mjs';
import { wrongTables } from './runner/tables.mjs';
import { runStage, skipStage } from './runner/vitest.mjs';

/** @typedef {import('./runner/reporter.mjs').Report} Report */

await runMain(async () => {
  const wanted = process.argv.slice(2);
  const unknown = wanted.filter((name) => !stages.some((stage) => stage.name === name));
  if (unknown.length > 0)
    throw new StartFailure(
      `There is no stage "${unknown[0]}"; say ${stages.map(({ name }) => name).join(', ')}.`,
    );
  const chosen = wanted.length === 0 ? stages : stages.filter(({ name }) => wanted.includes(name));
  const prepared = new Map(chosen.map((each) => [each, prepare(each)]));
  /** @type {Report[]} */
  const reports = [];
  for (const each of chosen) {
    await prepared.get(each);
    reports.push(stage(each));
  }
  return tell(reports);
});

/**
 * Starts what makes ready for a stage, where it can run here. Stages before it use both cores but seldom all of them, and
 * come first.
 * @param {import('./runner/stages.mjs').Stage} chosen
 * @returns {Promise<unknown>} when that has ended, however it did
 */
async function prepare({ prepare: program, obstacle, packages }) {
  if (program === undefined || obstacle() !== null) return;
  const missing = missingPackages(packages) ?? [];
  if (missing.length > 0 && (process.getuid?.() !== 0 || !installPackages(missing))) return;
  const child = spawn(process.execPath, [join(root, program)], { stdio: ['ignore', 'ignore', 'inherit'] });
  const ended = exitOf(child);
  if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW);
  await ended;
}

/**
 * @param {import('./runner/stages.mjs').Stage} chosen
 * @returns {Report}
 */
function stage(chosen) {
  console.log(`\n── ${chosen.name} ──`);
  const obstacle = chosen.obstacle();
  if (obstacle !== null) return skipStage(chosen, obstacle);
  const missing = missingPackages(chosen.packages);
  // Elsewhere than on Debian the tests find out for themselves.
  if (missing === null || missing.length === 0) return run(chosen);
  if (process.getuid?.() !== 0)
    return skipStage(
      chosen,
      `not installed: ${missing.join(', ')} (apt-get install them, or run npm test as root)`,
    );
  say(`Installing ${missing.join(', ')} …`);
  if (installPackages(missing)) return run(chosen);
  return {
    passed: 0,
    failed: [{ name: `${chosen.name}: ${missing.join(', ')} could not be installed` }],
    skipped: [],
  };
}

/**
 * Runs a stage whose packages are there. When all of its tests have passed, the tables of the documents must tell what
 * they have said; tests that were skipped for want of something prove nothing against them.
 * @param {import('./runner/stages.mjs').Stage} chosen
 * @returns {Report}
 */
function run(chosen) {
  const lack = chosen.lack();
  if (lack !== null) return { passed: 0, failed: [{ name: `${chosen.name}: ${lack}` }], skipped: [] };
  const report = runStage(chosen);
  const { proofs, failed, skipped } = report;
  const isProving = chosen.proves && failed.length === 0 && (proofs !== undefined || skipped.length === 0);
  const wrong = isProving ? wrongTables(new Map([[chosen.name, report]])) : [];
  if (wrong.length === 0) return report;
  const name = `${chosen.name}: the table in ${wrong.join(' and ')} is not what the tests proved; node test/tables.mjs writes it`;
  return { ...report, failed: [{ name }] };
}

/**
 * Prints the slowest test files, what failed, what was skipped and why, and the closing line.
 * @param {Report[]} reports
 * @returns {number} the exit code
 */
function tell(reports) {
  const failed = reports.flatMap((report) => report.failed);
  const skipped = reports.flatMap((report) => report.skipped);
  const passed = reports.reduce((sum, report) => sum + report.passed, 0);
  console.log('\nThe slowest test files:');
  for (const row of slowest(reports.flatMap((report) => report.files ?? []))) console.log(row);
  console.log('');
  for (const { name } of failed) console.log(`failed: ${name}`);
  for (const { name, reason } of skipped) console.log(`skipped: ${reason || 'no reason given'} (${name})`);
  console.log(`${passed} passed, ${failed.length} failed, ${skipped.length} skipped`);
  return failed.length === 0 ? 0 : 1;
}
