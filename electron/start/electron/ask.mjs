// @ts-check
import { createInterface } from 'node:readline/promises';

/** Whether there is a person at a terminal, to be asked and shown how it goes. */
export function isAtTerminal() {
  return process.stdin.isTTY === true && process.stderr.isTTY === true;
}

/**
 * Asks a question whose usual answer is yes.
 * @param {string} question
 * @returns {Promise<boolean | null>} null: Ctrl-C or Ctrl-D, which is no answer
 */
export async function askYes(question) {
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  const closed = new Promise((resolve) => asking.once('close', () => resolve(null)));
  asking.once('SIGINT', () => asking.close());
  try {
    for (;;) {
      const answer = await Promise.race([asking.question(`${question} [Y/n] `), closed]);
      if (typeof answer !== 'string') {
        // The question’s line is still open.
        process.stderr.write('\n');
        return null;
      }
      const said = answer.trim().toLowerCase();
      if (said === '' || said === 'y' || said === 'yes') return true;
      if (said === 'n' || said === 'no') return false;
    }
  } finally {
    asking.close();
  }
}
