import { describe, expect, it } from 'vitest';
import { factsOf, nicsOf } from '#renderer/panels/inspector/facts.ts';
import { speedInWords } from '#renderer/panels/inspector/linkFacts.ts';
import { lookCommands } from '#renderer/panels/inspector/lookCommands.ts';
import { nodeTitle } from '#renderer/panels/words/nodeTitle.ts';
import type { Topology } from '#shared/topology/model.ts';
import { aBridge, aDomain, anInterface, aTap } from '../support/facts.ts';
import { topologyOf } from '../support/graph.ts';
import { aHouse, nodeIn, off0, web0, web1 } from './support.ts';

const house = aHouse();

function told(id: string): Record<string, string> {
  return Object.fromEntries(factsOf(house, nodeIn(house, id)).map(({ label, value }) => [label, value]));
}

function leadsTo(id: string): Record<string, string | null> {
  return Object.fromEntries(factsOf(house, nodeIn(house, id)).map(({ label, to }) => [label, to]));
}

describe('factsOf', () => {
  it('tells of a TAP whose it is and the MAC that its guest has', () => {
    expect(told('link:vnet0')).toMatchObject({
      VM: 'web',
      vNIC: 'net0',
      'Guest’s MAC': '52:54:00:aa:00:01',
      'Its own MAC': 'fe:54:00:aa:00:01',
      'On bridge': 'br0',
    });
    expect(leadsTo('link:vnet0')).toMatchObject({
      VM: 'vm:uuid-of-web',
      vNIC: web0,
      'On bridge': 'link:br0',
    });
  });

  it('tells of a vNIC its TAP and the bridge that the kernel has that on', () => {
    expect(told(web0)).toMatchObject({
      MAC: '52:54:00:aa:00:01',
      TAP: 'vnet0',
      'On bridge': 'br0',
      VM: 'web',
    });
    expect(leadsTo(web0)).toMatchObject({ TAP: 'link:vnet0', 'On bridge': 'link:br0' });
  });

  it('says that a guest sees no cable', () => {
    expect(told(web1)['Guest’s cable']).toBe('unplugged (link down)');
  });

  it('tells of a vNIC that is not running where it will be, and of no TAP', () => {
    expect(told(off0)).toMatchObject({ 'At next boot': 'br0' });
    expect(told(off0)).not.toHaveProperty('TAP');
  });

  it('leads nowhere where there is nothing: the bridge of a network that is not active', () => {
    expect(told('network:asleep').Bridge).toBe('virbr9');
    expect(leadsTo('network:asleep').Bridge).toBeNull();
    expect(leadsTo('network:default').Bridge).toBe('link:virbr0');
  });

  it('leaves out what is not known, and the usual: that a TAP’s state is UNKNOWN', () => {
    expect(told('link:vnet0')).not.toHaveProperty('Speed');
    expect(told('link:vnet0').State).toBe('up, carrier');
  });
});

describe('nicsOf', () => {
  const nics = (topology: Topology, vm: string) =>
    nicsOf(topology, vm).map(({ vnic, facts }) => [
      vnic.name,
      facts.map(({ label, value, to }) => (to === null ? [label, value] : [label, value, to])),
    ]);

  it('tells of each vNIC of a VM its MAC, TAP and bridge, and where these lead', () => {
    expect(nics(house, 'vm:uuid-of-web')).toEqual([
      [
        'net0',
        [
          ['MAC', '52:54:00:aa:00:01'],
          ['TAP', 'vnet0', 'link:vnet0'],
          ['On bridge', 'br0', 'link:br0'],
          ['IP', 'not known'],
        ],
      ],
      [
        'net1',
        [
          ['MAC', '52:54:00:aa:00:02'],
          ['TAP', 'vnet1', 'link:vnet1'],
          ['On bridge', 'virbr0', 'link:virbr0'],
          ['IP', 'not known'],
          ['Guest’s cable', 'unplugged (link down)'],
        ],
      ],
    ]);
  });

  it('tells of a VM that is off where it starts, and asks for no address', () => {
    expect(nics(house, 'vm:uuid-of-off')[0]?.[1]).toEqual([
      ['MAC', '52:54:00:aa:00:03'],
      ['At next boot', 'br0', 'link:br0'],
    ]);
  });

  it('tells its address, and that its TAP is on no bridge', () => {
    const web = (master: string | null) =>
      topologyOf({
        links: [aBridge('br0'), aTap('vnet0', master, { mac: 'fe:54:00:aa:00:01' })],
        domains: [aDomain('web', [anInterface({ bridge: 'br0' }, { targetDev: 'vnet0', alias: 'net0' })])],
        neighbours: [{ address: '192.168.1.50', mac: '52:54:00:aa:00:01', link: 'br0', state: 'REACHABLE' }],
      });
    expect(nics(web('br0'), 'vm:uuid-of-web')[0]?.[1]).toContainEqual(['IP', '192.168.1.50']);
    expect(nics(web(null), 'vm:uuid-of-web')[0]?.[1]).toContainEqual([
      'On bridge',
      'not connected to any bridge',
    ]);
  });

  it('has none of a bridge', () => {
    expect(nicsOf(house, 'link:br0')).toEqual([]);
  });
});

describe('speedInWords', () => {
  it.each([
    [100, '100 Mbit/s'],
    [1000, '1 Gbit/s'],
    [2500, '2.5 Gbit/s'],
  ])('%i', (mbps, words) => expect(speedInWords(mbps)).toBe(words));
});

describe('nodeTitle', () => {
  it('says whose a vNIC is, as every VM has a net0', () => {
    expect(nodeTitle(house, web0)).toBe('net0 of web');
    expect(nodeTitle(house, 'link:br0')).toBe('br0');
    expect(nodeTitle(house, 'link:gone')).toBe('link:gone');
  });
});

describe('lookCommands', () => {
  it('only reads: virsh is asked read-only, ip and bridge only to show', () => {
    for (const node of house.nodes) {
      for (const { argv, stdin } of lookCommands(house, node)) {
        expect(stdin).toBeUndefined();
        if (argv[0] === 'virsh') {
          expect(argv.slice(1, 4)).toEqual(['-r', '-c', 'qemu:///system']);
          expect(argv[4]).toMatch(/^(domiflist|net-dumpxml)$/);
        } else expect(argv).toContain('show');
      }
    }
  });

  it('names a VM by its UUID, as a name may be another domain’s UUID or look like an option', () => {
    expect(lookCommands(house, nodeIn(house, 'vm:uuid-of-web'))[0]?.argv).toContain('uuid-of-web');
  });

  it('names an interface after `dev` or `master`, so that no name is taken for an option', () => {
    const [first] = lookCommands(house, nodeIn(house, 'link:vnet0'));
    expect(first?.argv.slice(-2)).toEqual(['dev', 'vnet0']);
  });
});
