import { app } from 'electron';
import { type Asked, askedSchema } from './arguments.ts';

type Act = (asked: Asked) => void;

/**
 * What further launches of the app ask of the one that runs. They may come before that has its window: until somebody
 * acts on them they are kept.
 */
export class Launches {
  readonly #waiting: Asked[] = [];
  #act: Act | null = null;

  /** To be made before the app does anything else. */
  constructor() {
    app.on('second-instance', (_event, _argv, _directory, passedOn) => {
      // Whatever program of this user may have sent it: what can’t be understood asks for the window alone.
      const { data = { host: null, readOnly: false } } = askedSchema.safeParse(passedOn);
      if (this.#act === null) this.#waiting.push(data);
      else this.#act(data);
    });
  }

  /** Acts on all that came so far, and on all that will come. */
  follow(act: Act): void {
    this.#act = act;
    for (const asked of this.#waiting.splice(0)) act(asked);
  }
}
