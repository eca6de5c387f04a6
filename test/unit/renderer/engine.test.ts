import { beforeEach, describe, expect, it } from 'vitest';
import { connect, openHost } from '#renderer/actions/engine.ts';
import { RequestFailure } from '#renderer/client/client.ts';
import { useEdits } from '#renderer/stores/edits.ts';
import { pictureOf, useHost } from '#renderer/stores/host.ts';
import { useLook } from '#renderer/stores/look.ts';
import type { HostView } from '#shared/api.ts';
import { defaultSettings, emptyLayout } from '#shared/kept.ts';
import { diffTopology } from '#shared/topology/patch.ts';
import { FakeClient } from './fakeClient.ts';
import { aHouse } from './support.ts';

const topology = aHouse();
const view = {
  topology,
  dismissed: [],
  layout: emptyLayout,
  settings: defaultSettings,
  history: { undo: null, redo: null },
  editable: true,
  notice: null,
  remarks: [],
} as unknown as HostView;
const gone = new RequestFailure({ message: 'It does not answer.', advice: 'Look there.' }, true);

const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

function failing(): never {
  throw gone;
}

describe('the connection to the engine', () => {
  beforeEach(() => {
    useHost.setState({ ...useHost.getInitialState() }, true);
    useEdits.setState({ ...useEdits.getInitialState() }, true);
    useLook.setState({ ...useLook.getInitialState() }, true);
  });

  it('shows the first picture, and asks for it once', async () => {
    const client = new FakeClient({ 'view.open': () => view });
    connect(client);
    client.engine.connection('open');
    await settled();
    expect(useHost.getState()).toMatchObject({ connection: 'open', topology, failure: null });
    expect(client.asked).toEqual(['view.open']);
  });

  it('says why the first picture did not come', async () => {
    connect(new FakeClient({ 'view.open': failing }));
    await settled();
    expect(useHost.getState()).toMatchObject({
      topology: null,
      failure: { message: 'It does not answer.', advice: 'Look there.' },
    });
  });

  it('calls itself connected again only with a new picture, and asks for none: each connection begins with one', async () => {
    const client = new FakeClient({ 'view.open': () => view });
    connect(client);
    await settled();
    client.engine.connection('lost');
    expect(useHost.getState().connection).toBe('lost');
    client.engine.connection('open');
    expect(useHost.getState().connection).toBe('lost');
    client.engine.event('view', view);
    expect(useHost.getState().connection).toBe('open');
    expect(client.asked).toEqual(['view.open']);
  });

  it('shows what is asked on the way to a host, in the colours that are kept, and not what is asked no more', async () => {
    const client = new FakeClient({ 'view.open': () => new Promise<never>(() => {}) });
    connect(client);
    const connecting = {
      host: 'ssh://lab',
      question: { id: 'a', kind: 'secret', text: 'Password:', again: false },
      failure: null,
      hosts: [],
      keptHosts: [],
      theme: 'dark',
    } as const;
    client.engine.event('connecting', connecting);
    expect(useHost.getState()).toMatchObject({ connecting, settings: { theme: 'dark' }, topology: null });
    client.engine.connection('lost');
    expect(useHost.getState().connecting).toBeNull();
    client.engine.event('connecting', connecting);
    client.engine.event('connecting', null);
    expect(useHost.getState()).toMatchObject({ connecting: null, settings: { theme: 'dark' } });
  });

  it('asks for the whole when a change does not follow on what is shown', async () => {
    const client = new FakeClient({ 'view.open': () => view });
    connect(client);
    await settled();
    client.engine.event('patch', { ...diffTopology(topology, topology), from: 99 });
    await settled();
    expect(client.asked).toEqual(['view.open', 'view.open']);
  });

  it('stays with this host when another can’t be opened, and says so', async () => {
    const client = new FakeClient({ 'view.open': () => view, 'host.open': failing });
    connect(client);
    await settled();
    useLook.setState({ selected: 'link:br0' });
    await openHost('local');
    expect(useHost.getState()).toMatchObject({ topology, opening: null });
    expect(useLook.getState().selected).toBe('link:br0');
    expect(useEdits.getState().said).toMatchObject({
      text: 'It does not answer. Look there.',
      tone: 'danger',
    });
  });
});

describe('pictureOf', () => {
  const shown = (next: typeof topology) => pictureOf({ ...useHost.getInitialState(), topology: next });

  it('is the same object after a read that found nothing new, so that nothing is drawn again', () => {
    const first = shown(topology);
    expect(shown({ ...topology, takenAt: '2030-01-01T00:00:00Z', sources: [...topology.sources] })).toBe(
      first,
    );
  });

  it('is a new one when the graph changes, or the health of a source, which the revision counts', () => {
    shown(topology);
    const [, ...others] = topology.nodes;
    const smaller = { ...topology, nodes: others };
    expect(shown(smaller)).toBe(smaller);
    const later = { ...smaller, revision: smaller.revision + 1 };
    expect(shown(later)).toBe(later);
  });

  it('is none while there is none', () => {
    shown(topology);
    expect(pictureOf({ ...useHost.getInitialState(), topology: null })).toBeNull();
  });
});
