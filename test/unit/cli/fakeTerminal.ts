import { type Line, renderJson, renderLine } from '#electron/cli/line.ts';
import type { ConfirmOptions, Terminal } from '#electron/cli/terminal.ts';

/** A terminal that remembers what was printed, and answers as it was told. */
export class FakeTerminal implements Terminal {
  readonly interactive: boolean;
  outIsTerminal = false;
  readonly results: string[] = [];
  readonly notes: string[] = [];
  readonly questions: string[] = [];
  readonly #answer: boolean;
  readonly #onNote: (note: string, interrupt: () => void) => void;
  readonly #interrupts = new Set<() => void>();

  /**
   * @param answer of the person there; null: there is none
   * @param onNote called with each note, and with what Ctrl-C does at that moment
   */
  constructor(
    answer: boolean | null = null,
    onNote: (note: string, interrupt: () => void) => void = () => {},
  ) {
    this.interactive = answer !== null;
    this.#answer = answer ?? false;
    this.#onNote = onNote;
  }

  get text(): string {
    return this.results.join('\n');
  }

  get said(): string {
    return this.notes.join('\n');
  }

  out(...line: Line): void {
    this.results.push(renderLine(line, false));
  }

  note(...line: Line): void {
    const note = renderLine(line, false);
    this.notes.push(note);
    this.#onNote(note, () => {
      for (const listener of this.#interrupts) listener();
    });
  }

  json(value: unknown): void {
    this.results.push(renderJson(value));
  }

  async forgetTyped(): Promise<void> {}

  confirm(question: string, { enter = 'no' }: ConfirmOptions = {}): Promise<boolean> {
    this.questions.push(enter === 'yes' ? `${question} Enter: yes` : question);
    return Promise.resolve(this.#answer);
  }

  onInterrupt(listener: () => void): () => void {
    this.#interrupts.add(listener);
    return () => this.#interrupts.delete(listener);
  }
}
