import type { Plan } from '#shared/edits/model.ts';
import type { GuardState, GuardTerms } from '#shared/guard.ts';
import type { Engine } from '../engine/engine.ts';
import { dim, green, red, yellow } from './line.ts';
import type { Terminal } from './terminal.ts';

/**
 * Gives the word on a guarded edit while it waits: the person's at the terminal, else (and with `--yes`) the router's,
 * whose answer shows that the host is still reached. Whoever says nothing lets it be taken back.
 * @returns the function that ends it
 */
export function giveWord(
  engine: Engine,
  { id }: Plan,
  { probe }: GuardTerms,
  yes: boolean,
  terminal: Terminal,
): () => void {
  const ending = new AbortController();
  const asks = terminal.interactive && !yes;
  let contact: GuardState['contact'] | null = null;
  let isGiven = false;

  async function keep(): Promise<void> {
    isGiven = true;
    const { done, message, advice } = await engine.guards.keep(id);
    if (!done) terminal.note(yellow('! '), `${message} ${advice}`.trimEnd());
  }

  async function ask(seconds: number): Promise<void> {
    isGiven = true;
    const question = `Keep it? The host takes it back by itself in ${seconds} s.`;
    const isKept = await terminal.confirm(question, ending.signal);
    if (ending.signal.aborted) return;
    if (isKept) await keep();
    else await engine.guards.revert(id);
  }

  const stop = engine.on((name, payload) => {
    const states = name === 'guards' ? (payload as readonly GuardState[]) : [];
    const state = states.find((each) => each.id === id);
    if (state?.phase !== 'waiting') return;
    if (probe !== null && state.contact !== contact && state.contact !== 'unknown') {
      ({ contact } = state);
      const isThere = contact === 'yes';
      terminal.note(
        (isThere ? green : red)(`${probe.address} ${isThere ? 'answers.' : 'does not answer.'}`),
        dim(isThere ? '' : ` Unless it is kept, all is taken back in ${state.left ?? 0} s.`),
      );
    }
    if (isGiven) return;
    if (asks) void ask(state.left ?? 0);
    else if (state.contact === 'yes') void keep();
  });
  return () => {
    ending.abort();
    stop();
  };
}

/** Said at Ctrl-C: nothing of this program is needed any more. */
export function leaveToGuard(terminal: Terminal): void {
  terminal.note(
    yellow('! '),
    'Left as it is now. If the guard has been started, the host takes it back by itself in time.',
  );
}
