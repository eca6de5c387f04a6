import { type CommandAnswer, fails } from '../answer.ts';

/** The words of one `ip` command, taken one by one. */
export class Words {
  readonly #left: string[];

  constructor(words: readonly string[]) {
    this.#left = [...words];
  }

  next(): string | undefined {
    return this.#left.shift();
  }

  /** The value behind a keyword (NEXT_ARG). */
  value(): string {
    const word = this.next();
    if (word === undefined) throw new Refused(255, 'Command line is not complete. Try option "help"');
    return word;
  }

  /** The name of a link behind a keyword, as far as iproute2 itself looks at it (check_ifname). */
  linkName(keyword: string): string {
    const name = this.value();
    if (name === '' || Buffer.byteLength(name) > 15 || /[/\s]/.test(name))
      throw new Refused(255, `Error: argument "${name}" is wrong: "${keyword}" not a valid ifname`);
    return name;
  }

  /** A number of the range behind a keyword; `wrong` is what iproute2 says of another. */
  number(most: number, wrong: string): number {
    const word = this.value();
    if (!/^\d+$/.test(word) || Number(word) > most)
      throw new Refused(255, `Error: argument "${word}" is wrong: ${wrong}`);
    return Number(word);
  }

  /** A MAC behind `address`: as many bytes as there are, in hexadecimal (ll_addr_a2n). */
  mac(): string {
    const word = this.value();
    const bytes = word.split(':');
    if (!bytes.every((byte) => /^[0-9a-f]{1,2}$/i.test(byte)))
      throw new Refused(1, `"${word}" is invalid lladdr.`);
    return bytes.map((byte) => byte.padStart(2, '0').toLowerCase()).join(':');
  }
}

/** iproute2 gives up: its exit code and its words. */
export class Refused extends Error {
  readonly exitCode: number;

  constructor(exitCode: number, words: string) {
    super(words);
    this.exitCode = exitCode;
  }
}

/** Runs a command that may give up anywhere. */
export function refusable(run: () => CommandAnswer): CommandAnswer {
  try {
    return run();
  } catch (error) {
    if (error instanceof Refused) return fails(error.exitCode, error.message);
    throw error;
  }
}

/** `Cannot find device "…"`: iproute2 looks the name up itself, before it asks for anything. */
export function noDevice(name: string): Refused {
  return new Refused(1, `Cannot find device "${name}"`);
}
