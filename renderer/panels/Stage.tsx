import type { ComponentType } from 'react';
import type { SourceReport } from '#shared/host/source.ts';
import type { Topology } from '#shared/topology/model.ts';
import { openView } from '../actions/engine.ts';
import { pictureOf, useHost } from '../stores/host.ts';
import { ConnectingStage } from './connecting/ConnectingStage.tsx';
import { OpenHostButtons } from './OpenHostButtons.tsx';
import { StageWords } from './StageWords.tsx';

/** Shows the picture of the host or, where there is none, what is there instead: connecting, loading, failed, nothing to draw. */
export function Stage({
  picture: Picture,
}: {
  readonly picture: ComponentType<{ readonly topology: Topology }>;
}) {
  const topology = useHost(pictureOf);
  const failure = useHost((host) => host.failure);
  const connecting = useHost((host) => host.connecting);
  if (topology === null && connecting !== null) return <ConnectingStage connecting={connecting} />;
  if (topology === null && failure !== null) {
    return (
      <StageWords title={failure.message} words={failure.advice} tone="danger">
        <button type="button" className="button primary" onClick={() => void openView()}>
          Try again
        </button>
      </StageWords>
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
    <StageWords title={title} words={source.advice} tone={source.status === 'ok' ? 'plain' : 'danger'}>
      {switchable && <OpenHostButtons hosts={hosts.filter(({ simulated }) => simulated)} />}
    </StageWords>
  );
}

function Reading() {
  return (
    <StageWords title="Reading the host…" words="" tone="plain">
      <span className="busy-mark" aria-hidden="true" />
    </StageWords>
  );
}
