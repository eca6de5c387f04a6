import type { Plan } from '#shared/edits/model.ts';
import type { GuardState, GuardTerms } from '#shared/guard.ts';
import type { Engine } from '../engine/engine.ts';
import { dim, green, red, yellow } from './line.ts';
import type { Terminal } from './terminal.ts';

/** Who gives the word on a guarded edit. */
export interface Word {
  /** A read of the host has shown all of it: now it may be given. */
  readonly due: () => void;
  readonly end: () => void;
}

/**
 * Gives the word on a guarded edit once it is due: the person's at the terminal, else (and with `--yes`) the router's,
 * whose answer shows that the host is still reached. Whoever says nothing lets it be taken back.
 */
export function confirm(
  engine: Engine,
  { id }: Plan,
  { probe }: GuardTerms,
  yes: boolean,
  terminal: Terminal,
): Word {
  const ending = new AbortController();
  const asks = terminal.interactive && !yes;
  let contact: GuardState['contact'] | null = null;
  let left = 0;
  let isDue = false;
  let isGiven = false;

  async function keep(): Promise<void> {
    isGiven = true;
    const { done, message, advice } = await engine.guards.keep(id);
    if (!done) terminal.note(yellow('! '), `${message} ${advice}`.trimEnd());
  }

  async function ask(): Promise<void> {
    isGiven = true;
    // Only an answer to what was seen shows that whoever gives it still reaches the host.
    await terminal.forgetTyped();
    if (ending.signal.aborted) return;
    const question = `Confirm? The host reverts it in ${left} s.`;
    const isKept = await terminal.confirm(question, { signal: ending.signal });
    if (ending.signal.aborted) return;
    if (isKept) await keep();
    else await engine.guards.revert(id);
  }

  function give(): void {
    if (!isDue || isGiven) return;
    if (asks) void ask();
    else if (contact === 'yes') void keep();
  }

  const stop = engine.on((name, payload) => {
    const states = name === 'guards' ? (payload as readonly GuardState[]) : [];
    const state = states.find((each) => each.id === id);
    if (state?.phase !== 'waiting') return;
    left = state.left ?? 0;
    if (probe !== null && state.contact !== contact && state.contact !== 'unknown') {
      ({ contact } = state);
      const isThere = contact === 'yes';
      terminal.note(
        (isThere ? green : red)(`${probe.address} ${isThere ? 'answers.' : 'does not answer.'}`),
        dim(isThere ? '' : ` Unless you confirm, everything is reverted in ${left} s.`),
      );
    }
    give();
  });
  return {
    due() {
      isDue = true;
      give();
    },
    end() {
      ending.abort();
      stop();
    },
  };
}

/** Said at Ctrl-C: nothing of this program is needed any more. */
export function leaveToGuard(terminal: Terminal): void {
  terminal.note(
    yellow('! '),
    'Left as it is now. If the guard has started, the host reverts the edit automatically.',
  );
}
