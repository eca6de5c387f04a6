import { describe, expect, it } from 'vitest';
import { buildTopology } from '#shared/topology/build.ts';
import { isLink, linkId } from '#shared/topology/model.ts';
import { bondOf, memberChoices, newBond, newVlan, vlanName } from '../../../renderer/forms/layerForm.ts';
import { readForm } from '../../../renderer/forms/readForm.ts';
import { aBond, aBridge, aMember, aPnic, aSnapshot } from '../support/facts.ts';

const topology = buildTopology(
  aSnapshot({
    links: [
      aBond('bond0', 'active-backup', { active: 'enp1s0' }),
      aMember('enp1s0', 'bond0'),
      aMember('enp2s0', 'bond0'),
      aPnic('enp3s0', null),
      aPnic('wlp4s0', null),
      aBridge('br0'),
      aPnic('enp5s0', 'br0', { slaveKind: 'bridge' }),
    ],
  }),
  1,
);

describe('the form of a bond', () => {
  it('begins with a free name and a mode that any switch takes', () => {
    const form = newBond(topology, [linkId('enp3s0')]);
    expect(form).toMatchObject({ name: 'bond1', mode: 'active-backup', miimon: '100' });
    expect(readForm(form)).toEqual({
      ok: true,
      edit: {
        kind: 'bond-create',
        name: 'bond1',
        mode: 'active-backup',
        miimon: 100,
        lacpRate: null,
        hashPolicy: null,
        members: [linkId('enp3s0')],
      },
    });
    expect(readForm({ ...form, mode: '802.3ad' })).toMatchObject({
      edit: { lacpRate: 'slow', hashPolicy: 'layer2' },
    });
  });

  it('offers the members that it has and wired cards that nothing uses', () => {
    const has = [linkId('enp1s0'), linkId('enp2s0')];
    expect(memberChoices(topology, has).map(({ name }) => name)).toEqual(['enp1s0', 'enp2s0', 'enp3s0']);
    expect(memberChoices(topology, []).map(({ name }) => name)).toEqual(['enp3s0']);
  });

  it('asks for another active member only where one was chosen', () => {
    const bond = topology.nodes.find(({ id }) => id === linkId('bond0'));
    const form = isLink(bond) ? bondOf(topology, bond) : null;
    if (form === null) throw new Error('no form');
    expect(readForm(form)).toMatchObject({ edit: { active: null } });
    expect(readForm({ ...form, active: linkId('enp2s0') })).toMatchObject({
      edit: { active: linkId('enp2s0') },
    });
  });

  it('says what is wrong with a link check', () => {
    const read = readForm({ ...newBond(topology, []), miimon: '0' });
    expect(read.ok ? '' : read.wrong.get('miimon')).toMatch(/can’t be less than 1 ms/);
  });
});

describe('the form of a VLAN', () => {
  it('names it after its parent, or short where that would be too long', () => {
    const form = { ...newVlan(topology, linkId('bond0')), id: '20' };
    expect(vlanName(topology, form)).toBe('bond0.20');
    const long = buildTopology(aSnapshot({ links: [aPnic('enp10s0f1np1abc', null)] }), 1);
    expect(vlanName(long, { ...form, parent: linkId('enp10s0f1np1abc') })).toBe('vlan20');
    expect(readForm(form, topology)).toMatchObject({ edit: { name: 'bond0.20', id: 20 } });
    expect(readForm({ ...form, name: 'lan' }, topology)).toMatchObject({ edit: { name: 'lan' } });
    const wrong = readForm({ ...form, id: '4095' }, topology);
    expect(wrong.ok ? '' : wrong.wrong.get('id')).toMatch(/4094/);
  });
});
