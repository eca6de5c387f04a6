// @ts-check
import { spawn } from 'node:child_process';
import { root } from './project.mjs';

/**
 * Runs a script by this Node.
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [env] beside the caller's own
 * @returns {Promise<{ code: number, output: string, stdout: string }>} `output`: all that it printed
 */
export function runNode(args, env = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
    });
    let output = '';
    let stdout = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (text) => {
        output += text;
        if (stream === child.stdout) stdout += text;
      });
    }
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, output: output.trim(), stdout }));
  });
}
