// @ts-check

/** The rate is that of the last few seconds, so that it tells how it goes now. */
const rateOverMs = 3_000;
const redrawMs = 100;
const barCells = 24;

/**
 * One line on a terminal that tells how far a download is, drawn again and again.
 */
export class ProgressLine {
  /** @type {{ at: number, bytes: number }[]} */
  #samples;
  #drawnAt = 0;
  #stream;
  #now;

  /**
   * @param {{ write(text: string): unknown, columns?: number }} stream a terminal
   * @param {() => number} [now] milliseconds
   */
  constructor(stream, now = Date.now) {
    this.#stream = stream;
    this.#now = now;
    this.#samples = [{ at: now(), bytes: 0 }];
  }

  /**
   * @param {number} bytes that have arrived
   * @param {number | null} total of them; null: the server doesn’t say
   */
  show(bytes, total) {
    const at = this.#now();
    this.#samples.push({ at, bytes });
    while (this.#samples.length > 2 && at - (this.#samples[1]?.at ?? at) > rateOverMs) this.#samples.shift();
    if (at - this.#drawnAt < redrawMs && bytes !== total) return;
    this.#drawnAt = at;
    const text = progressText(bytes, total, this.#rate(), this.#stream.columns || 80);
    this.#stream.write(`\r\u001b[K${text}`);
  }

  /** Leaves the line as it is; what is written next begins a new one. */
  end() {
    if (this.#drawnAt > 0) this.#stream.write('\n');
  }

  /** Bytes per second. */
  #rate() {
    const [first, last] = [this.#samples[0], this.#samples.at(-1)];
    if (first === undefined || last === undefined || last.at === first.at) return 0;
    return ((last.bytes - first.bytes) * 1000) / (last.at - first.at);
  }
}

/**
 * `[████████░░░░░░░░]  50 %  60.0 of 120.0 MB  8.4 MB/s`, without the bar where the terminal is narrow.
 * @param {number} bytes
 * @param {number | null} total
 * @param {number} rate bytes per second
 * @param {number} columns of the terminal
 */
export function progressText(bytes, total, rate, columns) {
  const speed = `${megabytes(rate)} MB/s`;
  if (total === null || total <= 0) return `${megabytes(bytes)} MB  ${speed}`.slice(0, columns - 1);
  const part = Math.min(bytes / total, 1);
  const filled = Math.floor(part * barCells);
  const bar = `[${'█'.repeat(filled)}${'░'.repeat(barCells - filled)}]  `;
  const numbers = `${String(Math.floor(part * 100)).padStart(3)} %  ${megabytes(bytes)} of ${megabytes(total)} MB  ${speed}`;
  return (bar.length + numbers.length < columns ? bar + numbers : numbers).slice(0, columns - 1);
}

/**
 * Megabytes of a million bytes, as a download page has them.
 * @param {number} bytes
 */
export function megabytes(bytes) {
  return (bytes / 1e6).toFixed(1);
}
