import { excerpt, type OddEntry, type Parsed, parsed, unparsable } from './result.ts';

/** So many odd lines are told one by one. */
const MOST_ODD = 100;

/** The lines of a command's output that are no rows of it: they cost themselves, unless there is nothing else. */
export class OddLines {
  readonly #command: string;
  readonly #odd: OddEntry[] = [];

  /** @param command in messages: `virsh list` */
  constructor(command: string) {
    this.#command = command;
  }

  /** @param wanted what the line should be: `a UUID and a name` */
  add(line: string, index: number, wanted: string): void {
    if (this.#odd.length >= MOST_ODD) return;
    const words = `${this.#command}: line ${index + 1} is not ${wanted}: “${excerpt(line)}”`;
    this.#odd.push({ name: null, words, loss: 'missing' });
  }

  /** @param count how many rows there are beside the odd ones */
  parsed<T>(value: T, count: number): Parsed<T> {
    const [first] = this.#odd;
    return count === 0 && first !== undefined ? unparsable(`${first.words}.`) : parsed(value, this.#odd);
  }
}
