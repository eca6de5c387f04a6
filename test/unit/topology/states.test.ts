import { describe, expect, it } from 'vitest';
import type { Topology } from '#shared/topology/model.ts';
import { type CableStates, cableStates } from '#shared/topology/states.ts';
import { aBridge, aDomain, aNetwork, anInterface, aTap } from '../support/facts.ts';
import { nodeOf, topologyOf } from '../support/graph.ts';

const mac = '52:54:00:aa:00:01';
const onBr0 = anInterface({ bridge: 'br0' }, { targetDev: 'vnet7' });
const bridges = [aBridge('br0'), aBridge('br1'), aBridge('virbr0')];
const networks = [aNetwork('default', { bridge: 'virbr0' })];

function statesOf(topology: Topology): CableStates | null {
  return cableStates(topology, nodeOf(topology, 'vnic', `vnic:uuid-of-web/${mac}`));
}

function states(master: string | null, live = onBr0, defined = [onBr0]): CableStates | null {
  const links = [...bridges, aTap('vnet7', master)];
  return statesOf(topologyOf({ links, networks, domains: [aDomain('web', [live], { defined })] }));
}

describe('the three states of a cable', () => {
  it.each([
    ['agree', states('br0'), ['br0', 'br0', 'br0']],
    ['tell what was moved behind the back of libvirt', states('br1'), ['br1', 'br0', 'br0']],
    ['tell what hangs loose', states(null), ['no bridge', 'br0', 'br0']],
    [
      'tell the next boot',
      states('br0', onBr0, [anInterface({ network: 'default' })]),
      ['br0', 'br0', 'network default'],
    ],
    [
      'tell where kernel and definition agree against libvirt',
      states('br1', onBr0, [anInterface({ bridge: 'br1' })]),
      ['br1', 'br0', 'br1'],
    ],
    [
      'tell what the definition names and the host has not got',
      states('br0', onBr0, [anInterface({ bridge: 'br9' })]),
      ['br0', 'br0', 'what is not on this host'],
    ],
    ['tell what is gone at the next boot', states('br0', onBr0, []), ['br0', 'br0', 'not there']],
    [
      'tell the link where it differs',
      states('br0', { ...onBr0, linkState: 'down' }),
      ['br0', 'br0, link down', 'br0, link up'],
    ],
  ] as const)('%s', (_, found, [kernel, libvirt, nextBoot]) => {
    expect(found).toEqual({ kernel, libvirt, nextBoot });
  });

  it('tell what is there only from the next boot on', () => {
    const domains = [aDomain('web', [], { defined: [anInterface({ network: 'default' })] })];
    expect(statesOf(topologyOf({ links: bridges, networks, domains }))).toEqual({
      kernel: 'not there',
      libvirt: 'not there',
      nextBoot: 'network default',
    });
  });

  it('are none of a VM that does not run', () => {
    const off = aDomain('web', [], { state: 'shut off', defined: [onBr0] });
    expect(statesOf(topologyOf({ links: bridges, domains: [off] }))).toBeNull();
  });
});
