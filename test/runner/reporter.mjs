// @ts-check
import { writeFileSync } from 'node:fs';

/**
 * What one run of vitest found. A run that leaves no report behind has crashed.
 * @typedef {object} Report
 * @property {number} passed
 * @property {{ name: string }[]} failed
 * @property {{ name: string, reason: string }[]} skipped
 * @property {{ name: string, ms: number }[]} [files] how long each test file took
 * @property {Proved[]} [proofs] what those that passed have proved of edits, in their order; absent: nothing
 * @property {Found[]} [found] the findings that those that passed have provoked, in their order; absent: none
 */

/** @typedef {import('./editTable.mjs').Proved} Proved */
/** @typedef {import('./findingTable.mjs').Found} Found */

/** A vitest reporter that writes a `Report` to the file that PATCHBAY_TEST_REPORT names. */
export default class Reporter {
  /**
   * @param {readonly import('vitest/node').TestModule[]} modules
   * @param {readonly unknown[]} unhandledErrors
   */
  onTestRunEnd(modules, unhandledErrors) {
    const files = modules.map((each) => ({ name: each.relativeModuleId, ms: durationOf(each) }));
    /** @type {Report} */
    const report = { passed: 0, failed: [], skipped: [], files };
    for (const testModule of modules) {
      const name = testModule.relativeModuleId;
      // A file that could not even be loaded, or a hook that failed, has no test to blame.
      if (testModule.errors().length > 0) report.failed.push({ name });
      for (const suite of testModule.children.allSuites())
        if (suite.errors().length > 0) report.failed.push({ name: `${name} > ${suite.fullName}` });
      for (const test of testModule.children.allTests()) count(report, test, `${name} > ${test.fullName}`);
    }
    const proofs = modules.flatMap(proofsOf);
    if (proofs.length > 0) report.proofs = proofs;
    const found = modules.flatMap(foundBy);
    if (found.length > 0) report.found = found;
    for (const error of unhandledErrors)
      report.failed.push({ name: `outside of any test: ${messageOf(error)}` });
    const { PATCHBAY_TEST_REPORT: path } = process.env;
    if (path) writeFileSync(path, JSON.stringify(report));
  }
}

/**
 * @param {Report} report
 * @param {import('vitest/node').TestCase} test
 * @param {string} name
 */
function count(report, test, name) {
  const result = test.result();
  if (result.state === 'passed') report.passed += 1;
  else if (result.state === 'skipped') report.skipped.push({ name, reason: result.note ?? '' });
  // A test that never came to an end is one that failed.
  else report.failed.push({ name });
}

/**
 * @param {import('vitest/node').TestModule} testModule
 * @returns {Proved[]}
 */
function proofsOf({ relativeModuleId, children }) {
  return [...children.allTests('passed')].flatMap((test) => {
    const { proofs = [] } = /** @type {{ proofs?: Omit<Proved, 'file'>[] }} */ (test.meta());
    return proofs.map((proof) => ({ ...proof, file: relativeModuleId }));
  });
}

/**
 * @param {import('vitest/node').TestModule} testModule
 * @returns {Found[]}
 */
function foundBy({ relativeModuleId, children }) {
  return [...children.allTests('passed')].flatMap((test) => {
    const { found = [] } = /** @type {{ found?: Omit<Found, 'file'>[] }} */ (test.meta());
    return found.map((one) => ({ ...one, file: relativeModuleId }));
  });
}

/** @param {import('vitest/node').TestModule} testModule */
function durationOf(testModule) {
  const { collectDuration, duration } = testModule.diagnostic();
  return Math.round(collectDuration + duration);
}

/** @param {unknown} error */
function messageOf(error) {
  return error !== null && typeof error === 'object' && 'message' in error
    ? String(error.message)
    : String(error);
}
