import { useState } from 'react';
import type { HostNotice } from '#shared/api.ts';
import type { SourceReport } from '#shared/host/source.ts';
import { cancelConnecting } from '../actions/connecting.ts';
import { useHost } from '../stores/host.ts';
import { Prose } from '../ui/Prose.tsx';
import { useNow } from '../ui/useNow.ts';
import { InterruptionBanners } from './history/InterruptionBanners.tsx';
import { OpenHostButtons } from './OpenHostButtons.tsx';
import { ageInWords } from './words/age.ts';
import { healthSheetId, isTrouble, sourceTitles } from './words/sources.ts';
import './banner.css';

/** More lines than this would push the picture out of a small window; the rest is behind the host's name. */
const mostTroubles = 2;

/** Lines under the header, each only while it is true: which host this is, what is old, what was set aside. */
export function Banner() {
  return (
    <div className="banners">
      <NoticeBanner />
      <ConnectionBanner />
      <ConnectingBanner />
      <SourceBanners />
      <InterruptionBanners />
      <RemarkBanners />
    </div>
  );
}

const noticeWords: { readonly [N in Exclude<HostNotice, 'replay'>]: string } = {
  demo: 'This is a simulated homelab. Try anything: nothing on this machine is changed.',
  'demo-because-nothing-here':
    'No VMs, containers, TAPs or bridges with ports were found on this machine, so this is a simulated homelab. Try anything.',
};

function NoticeBanner() {
  const notice = useHost((host) => host.notice);
  const takenAt = useHost(({ topology }) => topology?.takenAt ?? '');
  const hosts = useHost((host) => host.hosts);
  const switchable = useHost((host) => host.switchable);
  if (notice === null) return null;
  if (notice === 'replay') {
    const taken = new Date(takenAt);
    const when = Number.isNaN(taken.valueOf()) ? '' : `, taken on ${taken.toLocaleString()}`;
    return (
      <div className="banner">
        <p>This is a capture of a host{when}. It’s read-only.</p>
      </div>
    );
  }
  return (
    <div className="banner">
      <p>{noticeWords[notice]}</p>
      {switchable && <OpenHostButtons hosts={hosts.filter(({ simulated }) => !simulated)} />}
    </div>
  );
}

function ConnectionBanner() {
  const connection = useHost((host) => host.connection);
  const takenAt = useHost(({ topology }) => topology?.takenAt ?? null);
  // What stands in place of the picture says it where there is none.
  if (takenAt === null) return null;
  if (connection === 'refused') {
    return (
      <div className="banner" data-tone="danger">
        <p role="alert">
          This window’s session has ended, so what it shows is out of date. Open the address that Patchbay
          printed when it started.
        </p>
      </div>
    );
  }
  if (connection !== 'lost') return null;
  return (
    <div className="banner" data-tone="danger">
      <p role="alert">Lost contact with Patchbay’s engine, so what is shown is out of date. Retrying…</p>
      <Age words="Last read" since={takenAt} />
    </div>
  );
}

/** Another host is being connected to, while this one is shown. */
function ConnectingBanner() {
  const connecting = useHost((host) => host.connecting);
  const isShown = useHost(({ topology }) => topology !== null);
  if (connecting === null || !isShown) return null;
  return (
    <div className="banner">
      <p role="status">
        <Prose text={`Connecting to ${connecting.host}…`} />
      </p>
      <button type="button" className="button" onClick={() => void cancelConnecting()}>
        Cancel
      </button>
    </div>
  );
}

function SourceBanners() {
  const sources = useHost(({ topology }) => topology?.sources);
  const troubles = sources?.filter(isTrouble) ?? [];
  if (troubles.length > mostTroubles) return <ManyTroubles troubles={troubles} />;
  return troubles.map((source) => (
    <div key={source.name} className="banner" data-tone="warn">
      <p role="status">
        <strong>{sourceTitles[source.name]}:</strong> <Prose text={source.message} />{' '}
        <span className="advice">
          <Prose text={source.advice} />
        </span>
      </p>
      {source.factsFrom !== null && <Age words="Last read" since={source.factsFrom} />}
    </div>
  ));
}

function ManyTroubles({ troubles }: { readonly troubles: readonly SourceReport[] }) {
  return (
    <div className="banner" data-tone="warn">
      <p role="status">
        <strong>{troubles.length} sources unavailable:</strong>{' '}
        {troubles.map(({ name }) => sourceTitles[name]).join(', ')}.
      </p>
      <button type="button" className="button" popoverTarget={healthSheetId}>
        Show details
      </button>
    </div>
  );
}

function RemarkBanners() {
  const remarks = useHost((host) => host.remarks);
  const [dismissed, setDismissed] = useState<readonly string[]>([]);
  return remarks
    .filter((remark) => !dismissed.includes(remark))
    .map((remark) => (
      <div key={remark} className="banner" data-tone="warn">
        <p role="status">
          <Prose text={remark} />
        </p>
        <button type="button" className="button" onClick={() => setDismissed([...dismissed, remark])}>
          Dismiss
        </button>
      </div>
    ));
}

/** Beside what is announced, not in it: a screen reader must not be told of each second. */
function Age({ words, since }: { readonly words: string; readonly since: string }) {
  const now = useNow(1000);
  return (
    <span className="banner-age">
      {words} {ageInWords(since, now)}.
    </span>
  );
}
