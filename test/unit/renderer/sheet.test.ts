import { describe, expect, it } from 'vitest';
import { pullWords } from '#renderer/actions/pullWords.ts';
import { readMac } from '#renderer/panels/sheet/readMac.ts';
import { choicesFor, commonOnly, narrowed, targetGroups } from '#renderer/panels/sheet/targetChoices.ts';
import { aBridge, aDomain, anInterface, aPnic, aTap } from '../support/facts.ts';
import { topologyOf } from '../support/graph.ts';
import { aHouse, nodeIn, off0, web0 } from './support.ts';

const house = aHouse();
const withAddress = topologyOf({
  links: [aBridge('br1'), aPnic('enp3s0', null)],
  addresses: [{ link: 'enp3s0', family: 'inet', address: '192.0.2.7', prefixLength: 24, scope: 'global' }],
});
const attach = { kind: 'attach', vm: 'vm:uuid-of-web', to: 'link:br0' } as const;

describe('readMac', () => {
  it.each(['52:54:00:de:ad:01', '52-54-00-DE-AD-01', '525400dead01', ' 5254.00de.ad01 '])(
    'takes %s',
    (typed) => {
      expect(readMac(attach, typed)).toEqual({ ok: true, edit: { ...attach, mac: '52:54:00:de:ad:01' } });
    },
  );

  it('takes nothing for the request that one be chosen', () => {
    const read = readMac({ ...attach, mac: '52:54:00:de:ad:01' }, '  ');
    expect(read.ok && read.edit.kind === 'attach' && read.edit.mac).toBeUndefined();
  });

  it.each(['53:54:00:de:ad:01', '52:54', 'zz:54:00:de:ad:01', '52:54:00:de:ad:01:02'])(
    'refuses %s',
    (typed) => {
      expect(readMac(attach, typed)).toEqual({
        ok: false,
        why: 'A MAC has six bytes, the first one even, such as 52:54:00:aa:00:01.',
      });
    },
  );
});

describe('pullWords', () => {
  it('names the TAP, its bridge and the VM, and offers both', () => {
    const words = pullWords(house, nodeIn(house, web0));
    expect(words.cable).toBe('web’s net0');
    expect(words.unplug.possible).toBe(true);
    expect(words.unplug.words).toContain('vnet0 leaves br0');
    expect(words.detach).toContain('web');
  });

  it('offers no disconnecting of what is on no bridge, and says why', () => {
    expect(pullWords(house, nodeIn(house, off0)).unplug).toEqual({
      possible: false,
      words: 'It isn’t connected now: this VM isn’t running.',
    });
    expect(pullWords(house, nodeIn(house, 'link:tap-spare'))).toMatchObject({
      unplug: { possible: false, words: 'tap-spare isn’t connected to any bridge.' },
      detach: null,
    });
  });
});

describe('choicesFor', () => {
  it('lists every bridge and network, those that would take the cable first, the others with a reason', () => {
    const choices = choicesFor(house, { kind: 'cable', id: web0 });
    expect(choices.map(({ name }) => name).toSorted()).toEqual(['asleep', 'br0', 'default', 'virbr0']);
    const firstRefused = choices.findIndex(({ refusal }) => refusal !== null);
    expect(choices.slice(firstRefused).every(({ refusal }) => refusal !== null)).toBe(true);
    expect(choices.find(({ name }) => name === 'asleep')?.refusal).toContain('not active');
    expect(choices.find(({ name }) => name === 'br0')?.refusal).toContain('already');
    expect(choices.find(({ name }) => name === 'default')).toMatchObject({
      refusal: null,
      words: 'NAT, virbr0',
    });
  });

  it('lists for a new vNIC also TAPs that are nobody’s and links to stand on, after the bridges and networks', () => {
    const spare = aTap('tap-own', null, { tun: { type: 'tap', persist: true, user: null } });
    const host = topologyOf({
      links: [spare, aBridge('br0'), aPnic('enp1s0', null), aTap('vnet0', 'br0')],
      domains: [aDomain('web', [anInterface({ bridge: 'br0' }, { targetDev: 'vnet0', alias: 'net0' })])],
    });
    const choices = choicesFor(host, { kind: 'socket', vm: 'vm:uuid-of-web' });
    const groups = choices.map(({ group }) => group);
    expect(groups).toEqual(groups.toSorted((a, b) => targetGroups.indexOf(a) - targetGroups.indexOf(b)));
    expect(choices.find(({ name }) => name === 'tap-own')).toMatchObject({
      group: 'taps',
      words: 'not connected',
    });
    expect(choices.map(({ name }) => name)).not.toContain('vnet0');
  });

  it('names what can be done with the guard only as such, and lets it be chosen', () => {
    const choices = choicesFor(house, { kind: 'cable', id: 'link:enp3s0' });
    const guarded = choicesFor(withAddress, { kind: 'cable', id: 'link:enp3s0' });
    expect(choices.find(({ name }) => name === 'virbr0')).toMatchObject({ refusal: null, only: null });
    expect(guarded.find(({ name }) => name === 'br1')).toMatchObject({
      group: 'bridges',
      refusal: null,
      only: expect.stringContaining('192.0.2.7/24'),
    });
    // What holds for all of them is said once; but not where it holds for some.
    expect(commonOnly(guarded)).toContain('192.0.2.7/24');
    expect(commonOnly(choices)).toBeNull();
    expect(commonOnly([...guarded, ...choices])).toBeNull();
  });

  it('are narrowed by any part of what is said of them', () => {
    const choices = choicesFor(house, { kind: 'cable', id: web0 });
    expect(
      narrowed(choices, ' VIRBR0 ')
        .map(({ name }) => name)
        .toSorted(),
    ).toEqual(['default', 'virbr0']);
    expect(narrowed(choices, 'nat').map(({ name }) => name)).toContain('default');
    expect(narrowed(choices, '')).toHaveLength(choices.length);
  });
});
