import { describe, expect, it } from 'vitest';
import { cableOf } from '#renderer/actions/cable.ts';
import { healthOf, healthWords } from '#renderer/panels/header/health.ts';
import { rateInWords } from '#renderer/panels/inspector/rate.ts';
import { hostTitle } from '#renderer/panels/words/hostTitle.ts';
import { isTrouble } from '#renderer/panels/words/sources.ts';
import { useHost } from '#renderer/stores/host.ts';
import { allSources } from '../support/facts.ts';
import { topologyOf } from '../support/graph.ts';
import { aHouse, web0 } from './support.ts';

const house = aHouse();

describe('cableOf', () => {
  it('names a cable by its vNIC where there is one, else by the link itself', () => {
    expect(cableOf(house, 'link:vnet0')).toBe(web0);
    expect(cableOf(house, web0)).toBe(web0);
    expect(cableOf(house, 'link:tap-spare')).toBe('link:tap-spare');
    expect(cableOf(house, 'link:enp3s0')).toBe('link:enp3s0');
  });

  it('names none for a VM, a bridge, a network and what is gone', () => {
    for (const id of ['vm:uuid-of-web', 'link:br0', 'network:default', 'link:gone'])
      expect(cableOf(house, id)).toBeNull();
  });
});

describe('the health of a host', () => {
  const state = { ...useHost.getState(), connection: 'open', topology: house } as const;
  const withSources = (over: Parameters<typeof allSources>[0]) => ({
    ...state,
    topology: topologyOf({ sources: allSources(over) }),
  });

  it('is live, a capture, in trouble or not connected', () => {
    expect(healthOf(state)).toBe('ok');
    expect(healthOf({ ...state, notice: 'replay' })).toBe('old');
    expect(healthOf(withSources({ virsh: 'denied' }))).toBe('trouble');
    expect(healthOf({ ...state, connection: 'lost' })).toBe('lost');
    expect(healthOf({ ...state, connection: 'refused' })).toBe('lost');
  });

  it('counts the sources unavailable', () => {
    const two = withSources({ virsh: 'denied', 'ip-addr': 'failed' });
    expect(healthWords('trouble', two)).toBe('2 sources unavailable');
  });

  it('calls no trouble what only adds to the picture, unless Patchbay itself does not understand it', () => {
    const [report] = allSources({ 'ip-link': 'denied' });
    if (report === undefined) throw new Error('no report');
    expect(isTrouble(report)).toBe(true);
    expect(isTrouble({ ...report, name: 'guest-agent' })).toBe(false);
    expect(isTrouble({ ...report, name: 'guest-agent', status: 'unparsable' })).toBe(true);
    expect(isTrouble({ ...report, status: 'pending' })).toBe(false);
    expect(isTrouble({ ...report, isAbsent: true })).toBe(false);
  });
});

describe('rateInWords', () => {
  it.each([
    [0, '0 bit/s'],
    [124, '992 bit/s'],
    [125, '1.0 kbit/s'],
    [12_500, '100 kbit/s'],
    [125_000_000, '1.0 Gbit/s'],
    [12_500_000_000, '100 Gbit/s'],
    [1_250_000_000_000, '10000 Gbit/s'],
  ])('%i bytes a second', (bytes, words) => expect(rateInWords(bytes)).toBe(words));
});

describe('hostTitle', () => {
  const offered = [
    { name: 'local', title: 'This machine', invitation: '', simulated: false },
    { name: 'demo', title: 'Demo homelab', invitation: '', simulated: true },
  ];
  it.each([
    ['local', 'This machine'],
    ['demo', 'Demo homelab'],
    ['replay:/home/me/captures/pve1.json', 'pve1.json'],
    ['ssh://root@pve1', 'ssh://root@pve1'],
  ])('%s', (host, title) => expect(hostTitle(host, offered)).toBe(title));
});
