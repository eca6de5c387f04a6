import type { ComponentType, ReactNode } from 'react';
import type { SourceReport } from '#shared/host/source.ts';
import type { Topology } from '#shared/topology/model.ts';
import { openView } from '../actions/engine.ts';
import { pictureOf, useHost } from '../stores/host.ts';
import { Icon } from '../ui/Icon.tsx';
import { Prose } from '../ui/Prose.tsx';
import { OpenHostButtons } from './OpenHostButtons.tsx';
import './stage.css';

/** Shows the picture of the host or, where there is none, what is there instead: loading, failed, nothing to draw. */
export function Stage({
  picture: Picture,
}: {
  readonly picture: ComponentType<{ readonly topology: Topology }>;
}) {
  const topology = useHost(pictureOf);
  const failure = useHost((host) => host.failure);
  if (topology === null && failure !== null) {
    return (
      <Words title={failure.message} words={failure.advice} tone="danger">
        <button type="button" className="button primary" onClick={() => void openView()}>
          Try again
        </button>
      </Words>
    );
  }
  if (topology === null) return <Reading />;
  const links = topology.sources.find(({ name }) => name === 'ip-link');
  if (links !== undefined && topology.nodes.length === 0) return <NothingRead source={links} />;
  return <Picture topology={topology} />;
}

function NothingRead({ source }: { readonly source: SourceReport }) {
  const hosts = useHost((host) => host.hosts);
  const switchable = useHost((host) => host.switchable);
  if (source.status === 'pending') return <Reading />;
  const title = source.status === 'ok' ? 'This host has no interfaces to show' : source.message;
  return (
    <Words title={title} words={source.advice} tone={source.status === 'ok' ? 'plain' : 'danger'}>
      {switchable && <OpenHostButtons hosts={hosts.filter(({ simulated }) => simulated)} />}
    </Words>
  );
}

function Reading() {
  return (
    <Words title="Reading the host…" words="" tone="plain">
      <span className="busy-mark" aria-hidden="true" />
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
      <h2>
        <Prose text={props.title} />
      </h2>
      {props.words !== '' && (
        <p>
          <Prose text={props.words} />
        </p>
      )}
      {props.children}
    </main>
  );
}
