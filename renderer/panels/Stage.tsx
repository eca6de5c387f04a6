import type { ReactNode } from 'react';
import type { SourceReport } from '#shared/host/source.ts';
import { openHost, openView } from '../actions/engine.ts';
import { useHost } from '../stores/host.ts';
import { Icon } from '../ui/Icon.tsx';
import { Prose } from '../ui/Prose.tsx';
import './stage.css';

/** What fills the window when there is no picture to show: loading, failed, or nothing to draw. */
export function Stage({ children }: { readonly children: ReactNode }) {
  const { topology, failure } = useHost();
  if (failure !== null) {
    return (
      <Words title={failure.message} words={failure.advice} tone="danger">
        <button type="button" className="button primary" onClick={() => void openView()}>
          Try again
        </button>
      </Words>
    );
  }
  if (topology === null) return <Words title="Reading the host…" words="" tone="plain" />;
  const links = topology.sources.find(({ name }) => name === 'ip-link');
  if (links !== undefined && topology.nodes.length === 0) return <NothingRead source={links} />;
  return children;
}

function NothingRead({ source }: { readonly source: SourceReport }) {
  if (source.status === 'pending') return <Words title="Reading the host…" words="" tone="plain" />;
  const title = source.status === 'ok' ? 'This host has no interfaces to show' : source.message;
  return (
    <Words title={title} words={source.advice} tone={source.status === 'ok' ? 'plain' : 'danger'}>
      <button type="button" className="button" onClick={() => void openHost('demo')}>
        Open the demo homelab
      </button>
    </Words>
  );
}

function Words(props: {
  readonly title: string;
  readonly words: string;
  readonly tone: 'plain' | 'danger';
  readonly children?: ReactNode;
}) {
  return (
    <main className="stage-words" data-tone={props.tone} aria-live="polite">
      {props.tone === 'danger' && <Icon name="warn" />}
      <h2>{props.title}</h2>
      {props.words !== '' && (
        <p>
          <Prose text={props.words} />
        </p>
      )}
      {props.children}
    </main>
  );
}
