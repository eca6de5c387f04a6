import { beforeEach, describe, expect, it } from 'vitest';
import { connect } from '#renderer/actions/engine.ts';
import { pull } from '#renderer/actions/pull.ts';
import { useEdits } from '#renderer/stores/edits.ts';
import { useHost } from '#renderer/stores/host.ts';
import { FakeClient } from './fakeClient.ts';
import { aHouse, off0, web0 } from './support.ts';

const sheet = () => useEdits.getState().sheet;

beforeEach(() => {
  const never = () => new Promise(() => {});
  connect(new FakeClient({ 'view.open': never, 'edit.plan': never }));
  useEdits.setState({ ...useEdits.getInitialState() }, true);
  useHost.setState({ ...useHost.getInitialState(), topology: aHouse(), connection: 'open', editable: true });
});

describe('disconnecting a cable', () => {
  it('asks from what, where it can leave the bridge and the VM', () => {
    pull(web0);
    expect(sheet()).toEqual({ step: 'pulled', cable: web0 });
  });

  it('asks nothing where there is one answer: a card leaves its bridge, a vNIC its VM that is off', () => {
    pull('link:enp3s0');
    expect(sheet()).toMatchObject({
      step: 'plan',
      request: { kind: 'edit', edit: { kind: 'unplug', cable: 'link:enp3s0' } },
    });
    pull(off0);
    expect(sheet()).toMatchObject({
      step: 'plan',
      request: { kind: 'edit', edit: { kind: 'detach', cable: off0 } },
    });
  });

  it('says why where there is none', () => {
    pull('link:tap-spare');
    expect(sheet()).toBeNull();
    expect(useEdits.getState().said).toMatchObject({
      text: 'tap-spare isn’t connected to any bridge.',
      tone: 'note',
    });
  });
});
