import type { GuardState } from '#shared/guard.ts';
import { disconnected } from '../../actions/blocked.ts';
import { settleGuard } from '../../actions/guard.ts';
import { useBlocked } from '../../actions/scene.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Prose } from '../../ui/Prose.tsx';
import { Text } from '../../ui/Text.tsx';
import { guardEnds } from './guardWords.ts';

/** What became of a guarded edit, until it was read. */
export function GuardEnd({ guard }: { readonly guard: GuardState }) {
  const unreachable = useBlocked(({ host }) => disconnected(host));
  const { phase } = guard;
  if (phase === 'applying' || phase === 'waiting' || phase === 'reverting') return null;
  const { icon, words, tone } = guardEnds[phase];
  return (
    <section className="guard" data-tone={tone} aria-label="Guarded edit">
      <Icon name={icon} />
      <div className="guard-words" role={tone === 'danger' ? 'alert' : 'status'}>
        <p>
          <strong>
            {words}: <Text>{guard.title}</Text>
          </strong>
        </p>
        <p>
          <Prose text={guard.told} />
        </p>
      </div>
      <button
        type="button"
        className="button"
        aria-disabled={unreachable !== null}
        title={unreachable ?? undefined}
        onClick={() => unreachable === null && void settleGuard(guard.id)}
      >
        Dismiss
      </button>
    </section>
  );
}
