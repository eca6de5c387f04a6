import { beforeEach, describe, expect, it } from 'vitest';
import { perform, performOrSay } from '#renderer/actions/actionContext.ts';
import { actions } from '#renderer/actions/actions.ts';
import { connect, refresh } from '#renderer/actions/engine.ts';
import { say, useEdits } from '#renderer/stores/edits.ts';
import { useHost } from '#renderer/stores/host.ts';
import { useLook } from '#renderer/stores/look.ts';
import { FakeClient } from './fakeClient.ts';
import { aHouse, web0 } from './support.ts';

const said = () => useEdits.getState().said;

let client: FakeClient;

beforeEach(() => {
  client = new FakeClient({ 'view.open': () => new Promise(() => {}) });
  connect(client);
  useEdits.setState({ ...useEdits.getInitialState() }, true);
  useLook.setState({ ...useLook.getInitialState() }, true);
  useHost.setState({
    ...useHost.getInitialState(),
    topology: aHouse(),
    connection: 'open',
    editable: true,
  });
});

describe('an action’s key', () => {
  it('says why where it can’t be done now; a button has its tooltip', () => {
    performOrSay(actions.move);
    expect(said()).toMatchObject({ text: 'Select a cable first.', tone: 'note', offer: null });
    useLook.setState({ selected: web0 });
    useHost.setState({ lock: 'user' });
    performOrSay(actions.move);
    expect(said()?.text).toContain('Read-only: unlock in the toolbar to edit.');
    useEdits.setState({ said: null });
    perform(actions.move);
    expect(said()).toBeNull();
    expect(useEdits.getState().sheet).toBeNull();
  });

  it('does it where it can be done, without a word', () => {
    useLook.setState({ selected: web0 });
    performOrSay(actions.move);
    expect(useEdits.getState().sheet).toMatchObject({ step: 'choose-target' });
    expect(said()).toBeNull();
  });

  it('doesn’t cover what went wrong', () => {
    say('Move web’s net0: no result.', 'danger');
    performOrSay(actions.attach);
    expect(said()?.text).toBe('Move web’s net0: no result.');
  });

  it('zooms the picture, and not the table', () => {
    performOrSay(actions.zoomIn);
    performOrSay(actions.zoomIn);
    expect(useLook.getState().zoom).toEqual({ wish: 'in', turn: 2 });
    useLook.setState({ arrangement: 'table' });
    performOrSay(actions.zoomAll);
    expect(useLook.getState().zoom).toEqual({ wish: 'in', turn: 2 });
    expect(said()?.text).toBe('The table has no zoom.');
  });
});

describe('Refresh', () => {
  it('says when it begins, and when the host was read', async () => {
    let answer = (_: null) => {};
    client.answers['view.refresh'] = () =>
      new Promise((resolve) => {
        answer = resolve;
      });
    const read = refresh();
    expect(said()?.text).toBe('Reading the host again…');
    await Promise.resolve();
    answer(null);
    await read;
    expect(said()?.text).toBe('The host was read again.');
  });

  it('leaves what was said of something else meanwhile', async () => {
    client.answers['view.refresh'] = async () => {
      say('Moved web’s net0 to br1', 'ok', 'undo');
      return null;
    };
    await refresh();
    expect(said()?.text).toBe('Moved web’s net0 to br1');
  });
});
