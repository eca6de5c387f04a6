// @ts-check

/**
 * @typedef {object} GuardOrder what the guard is to run, and to take back; commands are argument lists with their program
 * @property {string} note one line that it gives back as it is
 * @property {{ readonly address: string, readonly link: string } | null} probe
 * @property {readonly string[]} watch
 * @property {readonly { readonly do: readonly string[], readonly undo: readonly string[] }[]} steps
 */

const programs = ['ip', 'bridge', 'resolvectl'];
const mostSteps = 200;
const longestNote = 16_000;

/**
 * The document that guard.sh arms, whose format stands at its head; null: it has words that the guard does not take.
 * @param {GuardOrder} order
 * @returns {string | null}
 */
export function guardDocument({ note, probe, watch, steps }) {
  const lines = [
    ...(probe === null ? [] : [['probe', probe.address, probe.link]]),
    ...watch.map((link) => ['watch', link]),
    ...steps.flatMap((step) => [
      ['do', ...step.do],
      ['undo', ...step.undo],
    ]),
  ];
  const isRun = steps.every((step) =>
    [step.do, step.undo].every(([program]) => programs.includes(program ?? '')),
  );
  const isPlain = lines.every((words) => words.every((word) => /^[!$-&(-[\]-~]+$/.test(word)));
  if (!isRun || !isPlain || steps.length === 0 || steps.length > mostSteps) return null;
  if (note.length > longestNote || !/^[ -~]*$/.test(note)) return null;
  const text = ['patchbay-guard 1', `note ${note}`, ...lines.map((words) => words.join(' ')), 'end'];
  return `${text.join('\n')}\n`;
}
