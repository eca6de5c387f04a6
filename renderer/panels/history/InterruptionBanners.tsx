import type { Interruption } from '#shared/history.ts';
import { editingBlocked } from '../../actions/blocked.ts';
import { plan } from '../../actions/edit.ts';
import { settle } from '../../actions/past.ts';
import { useBlocked } from '../../actions/scene.ts';
import { useHost } from '../../stores/host.ts';
import { Prose } from '../../ui/Prose.tsx';

const none: readonly Interruption[] = [];

/** Edits in whose midst Patchbay was ended: what the host shows of them, and the ways on and back. */
export function InterruptionBanners() {
  const interrupted = useHost((host) => host.history.interrupted ?? none);
  return interrupted.map((each) => <InterruptionBanner key={each.id} interruption={each} />);
}

function InterruptionBanner({ interruption: { id, told, found } }: { readonly interruption: Interruption }) {
  const blocked = useBlocked(editingBlocked);
  return (
    <div className="banner" data-tone={found === 'between' ? 'danger' : 'warn'}>
      <p role="alert">
        <Prose text={told} />
      </p>
      {found === 'between' && blocked === null && (
        <>
          <button
            type="button"
            className="button"
            onClick={() => void plan({ kind: 'past', way: 'finish', id })}
          >
            Finish…
          </button>
          <button
            type="button"
            className="button"
            onClick={() => void plan({ kind: 'past', way: 'undo', id })}
          >
            Revert…
          </button>
        </>
      )}
      {found !== 'unseen' && (
        <button type="button" className="button" onClick={() => void settle(id)}>
          {found === 'between' ? 'Leave it' : 'Dismiss'}
        </button>
      )}
    </div>
  );
}
