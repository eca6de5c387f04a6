import { type GuardState, isUndecided } from '#shared/guard.ts';
import { useGuardAnswer } from '../stores/guard.ts';
import { useHost } from '../stores/host.ts';
import { asApiError, engine, sayFailure } from './engine.ts';

/** The guarded edit that waits for confirmation; null: none does. */
export function waitingGuard(guards: readonly GuardState[]): GuardState | null {
  return guards.findLast(({ phase }) => phase === 'waiting') ?? null;
}

/** True while a guarded edit has not come to its end: nothing else may change the host then. */
export function isGuardOpen({ phase }: GuardState): boolean {
  return isUndecided(phase) || phase === 'confirmed';
}

/** The one that waits first: what is over may be read later. */
export function openFirst(guards: readonly GuardState[]): readonly GuardState[] {
  return guards.toSorted((one, other) => Number(isGuardOpen(other)) - Number(isGuardOpen(one)));
}

/** A double click is no second thought. */
const DOUBLE_PRESS_MS = 600;

/** The user wants it to stay. Where its neighbour does not answer, the first press only asks. */
export async function confirmGuarded(id: string): Promise<void> {
  const guard = useHost.getState().guards.find((each) => each.id === id);
  const { doubted } = useGuardAnswer.getState();
  if (guard?.contact !== 'no') return send('guard.keep', id);
  if (doubted?.id !== id) useGuardAnswer.setState({ doubted: { id, at: Date.now() } });
  else if (Date.now() - doubted.at > DOUBLE_PRESS_MS) await send('guard.keep', id);
}

/** The user wants the host to be as it was, at once. */
export function revertGuarded(id: string): Promise<void> {
  return send('guard.revert', id);
}

/** The user has thought better of keeping it. */
export function withdrawDoubt(): void {
  useGuardAnswer.setState({ doubted: null });
}

/** The user has read what became of it. */
export async function settleGuard(id: string): Promise<void> {
  await engine().request('guard.settle', { id }).catch(sayFailure);
}

async function send(name: 'guard.keep' | 'guard.revert', id: string): Promise<void> {
  if (useGuardAnswer.getState().sending !== null) return;
  useGuardAnswer.setState({ sending: id, doubted: null, refused: null });
  try {
    const answer = await engine().request(name, { id });
    useGuardAnswer.setState({ refused: answer.done ? null : { ...answer, id } });
  } catch (error) {
    useGuardAnswer.setState({ refused: { ...asApiError(error), done: false, id } });
  } finally {
    useGuardAnswer.setState({ sending: null });
  }
}
