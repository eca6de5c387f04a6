// @ts-check
import { guardCallFor, isForGuard } from './guardVerbs.mjs';
import { argsFor } from './verbs.mjs';

/** The longest honest request, a guarded edit of many steps, is far below this. */
const maxLine = 64_000;

/** @typedef {{ exitCode: number, stdout: string, stderr: string } | { failed: string }} Ended how the program ended */
/** @typedef {{ program: import('./verbs.mjs').Program | 'guard', args: string[], stdin: string }} Asked what is to be run */

/**
 * Answers requests, a line of JSON each, one after the other, until the input ends. The first one that is not allowed
 * ends it too: Patchbay never sends such a request, so whoever did is not served any further.
 * @param {import('node:stream').Readable} input
 * @param {(answer: object) => void} print
 * @param {(asked: Asked) => Promise<Ended>} run
 */
export async function serve(input, print, run) {
  print({ patchbay: 1 });
  for await (const line of linesOf(input)) {
    const asked = line === null ? { refused: 'The request is too long.' } : allowed(parse(line));
    if ('refused' in asked) return print(asked);
    print({ id: asked.id, ...(await run(asked)) });
  }
}

/** @param {unknown} request @returns {(Asked & { id: number }) | { refused: string }} */
function allowed(request) {
  if (isForGuard(request)) return guardCallFor(request);
  const asked = argsFor(request);
  return 'refused' in asked ? asked : { ...asked, stdin: '' };
}

/** @param {string} line */
function parse(line) {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

/**
 * Lines without their newline, and null in place of one that is too long; what follows that is not read. A last line
 * that was not finished is no request.
 * @param {import('node:stream').Readable} input
 * @returns {AsyncGenerator<string | null>}
 */
async function* linesOf(input) {
  let rest = '';
  for await (const chunk of input.setEncoding('utf8')) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield line.length > maxLine ? null : line;
    if (rest.length > maxLine) yield null;
  }
}
