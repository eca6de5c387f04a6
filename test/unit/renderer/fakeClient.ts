import type { Client, ClientListener } from '#renderer/client/client.ts';
import type { RequestName } from '#shared/api.ts';

type Answers = Partial<Record<RequestName, (input: never) => unknown>>;

/** A client whose engine answers as a test says, and that counts what it was asked. */
export class FakeClient implements Client {
  readonly asked: RequestName[] = [];
  answers: Answers;
  #listener: ClientListener | null = null;

  constructor(answers: Answers) {
    this.answers = answers;
  }

  readonly request = (async (name: RequestName, input: never) => {
    this.asked.push(name);
    const answer = this.answers[name];
    if (answer === undefined) throw new Error(`The test answers no ${name}.`);
    return answer(input);
  }) as Client['request'];

  subscribe(listener: ClientListener): () => void {
    this.#listener = listener;
    return () => {
      this.#listener = null;
    };
  }

  get engine(): ClientListener {
    if (this.#listener === null) throw new Error('Nobody listens.');
    return this.#listener;
  }
}
