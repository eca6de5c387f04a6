// @ts-check
// What CI runs: lint, types and all tests on a fresh clone. Ends with one line of numbers, in which each check counts.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { ensurePackages } from '../electron/start/packages.mjs';
import { root, runMain } from '../electron/start/project.mjs';

await runMain(async () => {
  await ensurePackages();
  const checks = [await run(['run', 'lint']), await run(['run', 'typecheck'])];
  const tests = await run(['test']);
  const counted = /^(\d+) passed, (\d+) failed, (\d+) skipped$/.exec(tests.lastLine);
  const [passed = 0, failed = 0, skipped = 0] = counted?.slice(1).map(Number) ?? [];
  const failedChecks = checks.filter(({ ok }) => !ok).length;
  // Tests that ended without their numbers, or badly although all of them passed, have failed as a whole.
  const failedTests = tests.ok && counted ? failed : Math.max(failed, 1);
  for (const { ok, name } of checks) if (!ok) console.log(`failed: ${name}`);
  console.log(
    `${passed + checks.length - failedChecks} passed, ${failedTests + failedChecks} failed, ${skipped} skipped`,
  );
  return failedTests + failedChecks === 0 ? 0 : 1;
});

/**
 * Runs an npm script, showing what it prints.
 * @param {string[]} args
 * @returns {Promise<{ name: string, ok: boolean, lastLine: string }>}
 */
function run(args) {
  const name = `npm ${args.join(' ')}`;
  console.log(`\n── ${name} ──`);
  return new Promise((resolve) => {
    const child = spawn('npm', args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
    let lastLine = '';
    createInterface({ input: child.stdout }).on('line', (line) => {
      console.log(line);
      if (line.trim() !== '') lastLine = line;
    });
    child.on('error', () => resolve({ name, ok: false, lastLine }));
    child.on('close', (code) => resolve({ name, ok: code === 0, lastLine }));
  });
}
