import { useState } from 'react';
import type { HostNotice } from '#shared/api.ts';
import { openHost } from '../actions/engine.ts';
import { useHost } from '../stores/host.ts';
import { Prose } from '../ui/Prose.tsx';
import { useNow } from '../ui/useNow.ts';
import { ageInWords } from './age.ts';
import { isTrouble, sourceTitles } from './sources.ts';
import './banner.css';

const noticeWords: { readonly [N in HostNotice]: string } = {
  demo: 'This is a simulated homelab: every edit works, and nothing of this machine is touched.',
  'demo-because-no-libvirt':
    'No libvirt was found on this machine, so this is a simulated homelab: every edit works, and nothing is touched.',
  replay: 'This is a capture of a host: it can be looked at, not changed.',
};

/** Lines under the header, each only while it is true: which host this is, what is old, what was set aside. */
export function Banner() {
  const { notice, topology, connection, remarks } = useHost();
  const [dismissed, setDismissed] = useState<readonly string[]>([]);
  const troubles = topology?.sources.filter(isTrouble) ?? [];
  return (
    <>
      {notice !== null && (
        <div className="banner" data-tone="plain">
          <p>{noticeWords[notice]}</p>
          {notice !== 'replay' && (
            <button type="button" className="button" onClick={() => void openHost('local')}>
              Show this machine’s own links
            </button>
          )}
        </div>
      )}
      {connection === 'lost' && topology !== null && <LostBanner takenAt={topology.takenAt} />}
      {connection === 'refused' && (
        <div className="banner" data-tone="danger" role="alert">
          <p>This window’s session has ended. Open the address that Patchbay printed when it was started.</p>
        </div>
      )}
      {troubles.map((source) => (
        <div key={source.name} className="banner" data-tone="warn" role="status">
          <p>
            <strong>{sourceTitles[source.name]}:</strong> <Prose text={source.message} />{' '}
            <span className="advice">
              <Prose text={source.advice} />
            </span>
            {source.factsFrom !== null && <StaleAge since={source.factsFrom} />}
          </p>
        </div>
      ))}
      {remarks
        .filter((remark) => !dismissed.includes(remark))
        .map((remark) => (
          <div key={remark} className="banner" data-tone="warn" role="status">
            <p>
              <Prose text={remark} />
            </p>
            <button type="button" className="button" onClick={() => setDismissed([...dismissed, remark])}>
              Dismiss
            </button>
          </div>
        ))}
    </>
  );
}

function StaleAge({ since }: { readonly since: string }) {
  const now = useNow(1000);
  return <span className="advice"> What is shown of it was read {ageInWords(since, now)}.</span>;
}

function LostBanner({ takenAt }: { readonly takenAt: string }) {
  const now = useNow(1000);
  return (
    <div className="banner" data-tone="danger" role="alert">
      <p>
        Patchbay’s engine does not answer: what is shown was read {ageInWords(takenAt, now)}. It is tried
        again by itself.
      </p>
    </div>
  );
}
