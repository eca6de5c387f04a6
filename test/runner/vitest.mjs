// @ts-check
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../electron/start/project.mjs';

/** @typedef {import('./reporter.mjs').Report} Report */
/** @typedef {import('./stages.mjs').Stage} Stage */

const vitest = [process.execPath, join(root, 'node_modules/vitest/vitest.mjs')];

/**
 * Runs the tests of a stage. A run that crashed, or found no test, counts as a failure.
 * @param {Stage} stage
 * @returns {Report}
 */
export function runStage(stage) {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-tests-'));
  const path = join(folder, 'report.json');
  const [program = '', ...args] = [
    ...vitest,
    ...[
      'run',
      '--project',
      projectsOf(stage),
      '--reporter=default',
      `--reporter=${join(root, 'test/runner/reporter.mjs')}`,
    ],
  ];
  const { status } = spawnSync(program, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, PATCHBAY_TEST_REPORT: path },
  });
  try {
    return judge(stage.name, status, readReport(path));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The vitest projects of a stage: the one of its name, and those whose names begin so. @param {Stage} stage */
function projectsOf({ name }) {
  return `${name}*`;
}

/**
 * What a run amounts to, whatever it says of itself.
 * @param {string} name
 * @param {number | null} status its exit code
 * @param {Report | null} report
 * @returns {Report}
 */
export function judge(name, status, report) {
  if (report === null)
    return { passed: 0, failed: [{ name: `${name}: the test runner crashed` }], skipped: [] };
  const { passed, failed, skipped } = report;
  if (passed + failed.length + skipped.length === 0)
    return { ...report, failed: [{ name: `${name}: no test was found` }] };
  if (status !== 0 && failed.length === 0)
    return { ...report, failed: [{ name: `${name}: the test runner ended with exit code ${status}` }] };
  return report;
}

/**
 * The tests of a stage that cannot run here, all skipped for one reason.
 * @param {Stage} stage
 * @param {string} reason
 * @returns {Report}
 */
export function skipStage(stage, reason) {
  const [program = '', ...args] = [...vitest, 'list', '--project', projectsOf(stage), '--json'];
  const { stdout } = spawnSync(program, args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 });
  const tests = /** @type {{ name: string, file: string }[]} */ (JSON.parse(stdout));
  return { passed: 0, failed: [], skipped: tests.map(({ name }) => ({ name, reason })) };
}

/**
 * @param {string} path
 * @returns {Report | null}
 */
function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}
