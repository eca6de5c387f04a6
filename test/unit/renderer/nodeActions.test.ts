import { beforeEach, describe, expect, it } from 'vitest';
import { contextNow } from '#renderer/actions/actionContext.ts';
import { nodeActions, subjectOf } from '#renderer/actions/nodeActions.ts';
import { commandsFor } from '#renderer/panels/search/commands.ts';
import { useEdits } from '#renderer/stores/edits.ts';
import { useHost } from '#renderer/stores/host.ts';
import { select, useLook } from '#renderer/stores/look.ts';
import { aHouse, nodeIn, off0, web0, web1 } from './support.ts';

const house = aHouse();

beforeEach(() => {
  useEdits.setState({ ...useEdits.getInitialState() }, true);
  useHost.setState(
    { ...useHost.getInitialState(), topology: house, connection: 'open', editable: true },
    true,
  );
});

function labels(id: string): readonly string[] {
  return nodeActions(house, nodeIn(house, id)).map(({ label }) => label);
}

function action(id: string, name: string) {
  const found = nodeActions(house, nodeIn(house, id)).find((one) => one.id === name);
  if (found === undefined) throw new Error(`${id} has no ${name}`);
  return found;
}

function why(id: string, name: string): string | null {
  return action(id, name).blocked(contextNow());
}

describe('nodeActions', () => {
  it('has for every node something to do, each once, and at most three that are likely', () => {
    for (const node of house.nodes) {
      const all = nodeActions(house, node);
      const names = all.map(({ id }) => id);
      expect(all.length, node.id).toBeGreaterThan(0);
      expect(new Set(names).size, node.id).toBe(names.length);
      expect(all.filter(({ isLikely }) => isLikely).length, node.id).toBeLessThanOrEqual(3);
    }
  });

  it('says of a vNIC whose VM runs why it can’t be changed, and does it where the VM is off', () => {
    expect(why(web0, 'change')).toBe('web is running. Shut it down first, or attach another vNIC.');
    expect(why(off0, 'change')).toBeNull();
    action(off0, 'change').perform(contextNow());
    expect(useEdits.getState().sheet).toMatchObject({
      step: 'form',
      form: { kind: 'vnic-change', cable: off0 },
    });
  });

  it('calls a plug loose or not, and has a reason where there is nothing to disconnect', () => {
    expect(labels('link:tap-spare')[0]).toBe('Connect to…');
    expect(why('link:tap-spare', 'pull')).toBe('tap-spare isn’t connected to any bridge.');
    expect(labels('link:enp3s0')[0]).toBe('Move to…');
    expect(why('link:enp3s0', 'pull')).toBeNull();
  });

  it('does not delete the TAP of a VM under it, and no card at all', () => {
    expect(why('link:vnet0', 'delete')).toBe(
      'It’s the TAP of web’s net0 and is removed with it. Disconnect that instead.',
    );
    expect(why('link:tap-spare', 'delete')).toBeNull();
    expect(labels('link:enp3s0').some((label) => label.startsWith('Delete'))).toBe(false);
  });

  it('starts what is asleep and stops what runs', () => {
    expect(labels('network:default')[0]).toBe('Stop');
    expect(labels('network:asleep')[0]).toBe('Start');
  });

  it('does nothing while nothing can be changed, and says that first', () => {
    useHost.setState({ editable: false });
    for (const node of house.nodes) {
      for (const one of nodeActions(house, node)) {
        if (one.id.startsWith('explain')) expect(one.blocked(contextNow())).toBeNull();
        else expect(one.blocked(contextNow())).toContain('This is a capture');
      }
    }
  });

  it('explains a vNIC, from its TAP too, and each vNIC of a VM by its name', () => {
    const [one, other] = nodeActions(house, nodeIn(house, 'vm:uuid-of-web')).filter(({ id }) =>
      id.startsWith('explain'),
    );
    expect([one?.label, other?.label]).toEqual(['Why has net0 no network?', 'Why has net1 no network?']);
    other?.perform(contextNow());
    expect(useLook.getState()).toMatchObject({ selected: web1, walk: { vnic: web1, at: null } });
    action('link:vnet0', 'explain').perform(contextNow());
    expect(useLook.getState().walk).toEqual({ vnic: web0, at: null });
    select('link:br0');
    expect(useLook.getState()).toMatchObject({ walk: null, lit: null, selected: 'link:br0' });
    expect(labels('link:enp3s0')).not.toContain('Why has this VM no network?');
  });
});

describe('subjectOf', () => {
  it('is of an uplink’s cable the card in the wall, of any other the end that is plugged', () => {
    const edge = (kind: string) => house.edges.find((one) => one.kind === kind)?.id ?? '';
    expect(subjectOf(house, edge('uplink'))?.id).toBe('link:enp3s0');
    expect(subjectOf(house, edge('port'))?.kind).toBe('tap');
    expect(subjectOf(house, 'link:br0')?.id).toBe('link:br0');
    expect(subjectOf(house, 'link:gone')).toBeNull();
  });
});

describe('commandsFor', () => {
  const found = (typed: string, selected: string | null = null) =>
    commandsFor(house, selected, typed).map(({ action: { label }, about }) => `${label} ${about}`.trim());

  it('finds what can be made, by any of its words', () => {
    expect(found('create bridge')).toEqual(['Create a bridge…']);
    expect(found('NETWORK')).toEqual(['Define a network…', 'Why has this VM no network?']);
  });

  it('lists what is at hand while nothing is typed: of what is selected, then of the host', () => {
    expect(found('')).toEqual([
      'Create a bridge…',
      'Create a bond…',
      'Create a VLAN…',
      'Create a TAP…',
      'Define a network…',
    ]);
    expect(found('', 'network:asleep')[0]).toBe('Start asleep');
  });

  it('finds what can be done to a thing that is named, and nothing for its name alone', () => {
    expect(found('delete br0')).toEqual(['Delete br0… br0']);
    expect(found('br0')).not.toContain('Options… br0');
    expect(found('undo')).toEqual(['Undo']);
    expect(found('zz')).toEqual([]);
  });
});
