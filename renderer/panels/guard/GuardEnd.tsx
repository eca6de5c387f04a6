import type { GuardState } from '#shared/guard.ts';
import { useBlocked } from '../../actions/actionContext.ts';
import { disconnected, editingBlocked } from '../../actions/blocked.ts';
import { plan } from '../../actions/edit.ts';
import { revertGuarded, settleGuard } from '../../actions/guard.ts';
import { BlockableButton } from '../../ui/BlockableButton.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { Prose } from '../../ui/Prose.tsx';
import { Text } from '../../ui/Text.tsx';
import { type GuardEndPhase, guardEnds } from './guardWords.ts';

/** What became of a guarded edit, until it was read; with the ways out where it did not come to a whole end. */
export function GuardEnd(props: { readonly guard: GuardState; readonly phase: GuardEndPhase }) {
  const { guard, phase } = props;
  const unreachable = useBlocked(({ host }) => disconnected(host));
  const { icon, words, tone } = guardEnds[phase];
  const isOpen = phase === 'kept-in-part' || phase === 'gone';
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
      <div className="guard-buttons">
        <Revert id={guard.id} phase={phase} />
        <BlockableButton blocked={unreachable} onPress={() => void settleGuard(guard.id)}>
          {isOpen ? 'Leave as is' : 'Dismiss'}
        </BlockableButton>
      </div>
    </section>
  );
}

/** Its guard still knows how to revert what nobody confirmed; what was confirmed is reverted by a plan. */
function Revert({ id, phase }: { readonly id: string; readonly phase: GuardEndPhase }) {
  const blocked = useBlocked(editingBlocked);
  if (phase !== 'kept-in-part' && phase !== 'gone') return null;
  const revert = () => (phase === 'gone' ? revertGuarded(id) : plan({ kind: 'past', way: 'undo', id }));
  return (
    <BlockableButton blocked={blocked} onPress={() => void revert()}>
      {phase === 'gone' ? 'Revert' : 'Revert…'}
    </BlockableButton>
  );
}
