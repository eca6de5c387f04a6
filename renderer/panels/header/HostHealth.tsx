import { useState } from 'react';
import { perform } from '../../actions/actionContext.ts';
import { actions } from '../../actions/actions.ts';
import { useHost } from '../../stores/host.ts';
import { Keys } from '../../ui/Keys.tsx';
import { visible } from '../../ui/visible.ts';
import { OpenHostButtons } from '../OpenHostButtons.tsx';
import { hostTitle } from '../words/hostTitle.ts';
import { healthSheetId } from '../words/sources.ts';
import { healthOf, healthWords } from './health.ts';
import { SourceList } from './SourceList.tsx';
import './health.css';

/** The host's name and, behind it, what each source of facts last said. */
export function HostHealth() {
  const host = useHost(({ topology }) => topology?.host ?? null);
  const hosts = useHost((state) => state.hosts);
  const tone = useHost(healthOf);
  const words = useHost((state) => healthWords(tone, state));
  const switchable = useHost((state) => state.switchable);
  const others = hosts.filter(({ name }) => name !== host);
  const [open, setOpen] = useState(false);
  if (host === null) return <span className="host-name">Patchbay</span>;
  return (
    <>
      <button type="button" className="health" data-health={tone} popoverTarget={healthSheetId}>
        <span className="health-mark" aria-hidden="true" />
        <span className="host-name" title={visible(host)}>
          {visible(hostTitle(host, hosts))}
        </span>
        <span className="health-words">{words}</span>
      </button>
      <div
        id={healthSheetId}
        className="health-sheet"
        popover="auto"
        onToggle={(event) => setOpen(event.newState === 'open')}
      >
        {open && switchable && (
          <div className="health-hosts">
            <OpenHostButtons hosts={others} />
            <button
              type="button"
              className="button"
              popoverTarget={healthSheetId}
              popoverTargetAction="hide"
              onClick={() => perform(actions.chooseHost)}
            >
              Hosts… <Keys keys={actions.chooseHost.keys[0]} />
            </button>
          </div>
        )}
        <h2>Sources</h2>
        {open && <SourceList />}
      </div>
    </>
  );
}
