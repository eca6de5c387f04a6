// @ts-check

const SHOWN = 10;

/**
 * A line for each of the files that took longest, the slowest first.
 * @param {readonly { name: string, ms: number }[]} files
 * @returns {string[]}
 */
export function slowest(files) {
  return [...files]
    .sort((one, other) => other.ms - one.ms)
    .slice(0, SHOWN)
    .map(({ name, ms }) => `${(ms / 1000).toFixed(1).padStart(7)} s  ${name}`);
}
