import { useState } from 'react';
import type { GuardState } from '#shared/guard.ts';
import { openFirst } from '../../actions/guard.ts';
import { useEdits } from '../../stores/edits.ts';
import { useHost } from '../../stores/host.ts';
import { GuardApplying, GuardEnding } from './GuardAtWork.tsx';
import { GuardEnd } from './GuardEnd.tsx';
import { GuardWaiting } from './GuardWaiting.tsx';
import './guard.css';

/** Guarded edits under the header: one that waits can't be missed, one that has ended says how until that was read. */
export function GuardBanners() {
  const guards = useHost((host) => host.guards);
  return (
    <>
      {openFirst(guards).map((guard) => (
        <GuardBanner key={guard.id} guard={guard} />
      ))}
      <Unheard />
    </>
  );
}

function GuardBanner({ guard }: { readonly guard: GuardState }) {
  const toldAt = useHost((host) => host.guardsToldAt);
  const lost = useHost((host) => host.connection === 'lost');
  const { phase, title, seconds } = guard;
  switch (phase) {
    case 'applying':
    case 'checking':
      return <GuardApplying phase={phase} title={title} seconds={seconds} lostAt={lost ? toldAt : null} />;
    case 'waiting':
      return <GuardWaiting guard={guard} toldAt={toldAt} />;
    case 'confirmed':
    case 'reverting':
      return <GuardEnding phase={phase} title={title} />;
    default:
      return <GuardEnd guard={guard} phase={phase} />;
  }
}

/** One that was just begun, of which the host has told nothing yet: it may have cut this very connection. */
function Unheard() {
  const running = useEdits((edits) => edits.running);
  const isTold = useHost(({ guards }) => guards.some(({ id }) => id === running?.plan.id));
  // Told of once, and read by the user, it is told of no more, although its answer may still be on its way.
  const [heard, setHeard] = useState<string | null>(null);
  if (running !== null && isTold && heard !== running.plan.id) setHeard(running.plan.id);
  if (running?.plan.guard === undefined || isTold || heard === running.plan.id) return null;
  const { plan, lostAt } = running;
  return (
    <GuardApplying
      phase="applying"
      title={plan.title}
      seconds={plan.guard?.seconds ?? 0}
      lostAt={lostAt ?? null}
    />
  );
}
