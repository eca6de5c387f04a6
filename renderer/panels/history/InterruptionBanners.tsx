import { useEffect, useRef } from 'react';
import type { Interruption } from '#shared/history.ts';
import { useBlocked } from '../../actions/actionContext.ts';
import { editingBlocked } from '../../actions/blocked.ts';
import { plan } from '../../actions/edit.ts';
import { settle } from '../../actions/history.ts';
import { useHost } from '../../stores/host.ts';
import { Prose } from '../../ui/Prose.tsx';

const none: readonly Interruption[] = [];

/** Edits during which Patchbay exited: what the host shows of them, and the ways on and back. */
export function InterruptionBanners() {
  const interrupted = useHost((host) => host.history.interrupted ?? none);
  return interrupted.map((each) => <InterruptionBanner key={each.id} interruption={each} />);
}

function InterruptionBanner({ interruption }: { readonly interruption: Interruption }) {
  const { id, told, found, unconfirmed, revertible } = interruption;
  const blocked = useBlocked(editingBlocked);
  const isOpen = found === 'between' || unconfirmed;
  return (
    <div className="banner" data-tone={isOpen ? 'danger' : 'warn'}>
      <p role="alert">
        <Prose text={told} />
      </p>
      {isOpen && blocked === null && (
        <>
          <RevertButton id={id} isDefault={revertible} />
          {found === 'between' && (
            <button
              type="button"
              className="button"
              onClick={() => void plan({ kind: 'past', way: 'finish', id })}
            >
              Finish…
            </button>
          )}
        </>
      )}
      {found !== 'unseen' && (
        <button type="button" className="button" onClick={() => void settle(id)}>
          {unconfirmed ? 'Confirm' : found === 'between' ? 'Leave as is' : 'Dismiss'}
        </button>
      )}
    </div>
  );
}

/** Where reverting is safe it is what Enter does, unless the user is at something else already. */
function RevertButton({ id, isDefault }: { readonly id: string; readonly isDefault: boolean }) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (isDefault && document.activeElement === document.body) button.current?.focus();
  }, [isDefault]);
  return (
    <button
      type="button"
      ref={button}
      className={isDefault ? 'button primary' : 'button'}
      onClick={() => void plan({ kind: 'past', way: 'undo', id })}
    >
      Revert…
    </button>
  );
}
