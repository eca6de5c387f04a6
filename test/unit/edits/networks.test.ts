import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NetworkEdit } from '#shared/edits/hostEdit.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { holds } from '#shared/ops/condition.ts';
import { type NetworkForward, networkXml } from '#shared/ops/network/networkXml.ts';
import { isRefusal } from '#shared/ops/refusal.ts';
import { factsAfter, planSteps } from '#shared/ops/steps.ts';
import { parseNetworkXml } from '#shared/parse/networkXml.ts';
import { parseElement } from '#shared/parse/xml.ts';
import { networkId } from '#shared/topology/model.ts';
import { aBridge, aNetwork } from '../support/facts.ts';
import { house } from './support/house.ts';
import { commandsOf, planned, refusalOf, xmlOf } from './support/plans.ts';

const UUID = '6ec8d45f-1d2c-4e6b-9b53-4c1b8c0a7a11';
const subnet = { mode: 'nat', address: '10.5.0.1/24', dhcp: null, dev: null } as const;
const definition = `<network><name>default</name><uuid>${uuidOf('default')}</uuid><bridge name='virbr0'/></network>`;

function uuidOf(name: string): string | undefined {
  return house().networks.find((each) => each.name === name)?.uuid;
}

type Define = Extract<NetworkEdit, { kind: 'network-define' }>;

function define(forward: Partial<NetworkForward> = {}, over: Partial<Define> = {}): Define {
  return {
    kind: 'network-define',
    name: 'lab',
    forward: { ...subnet, ...forward } as NetworkForward,
    start: true,
    autostart: true,
    ...over,
  };
}

/** The house with `default` in another state; its definition was read. */
function defaultIs(over: Partial<HostSnapshot['networks'][number]>, host = house()): HostSnapshot {
  return {
    ...host,
    networks: host.networks.map((each) =>
      each.name === 'default' ? { ...each, definition, ...over } : each,
    ),
  };
}

const setDefault = (active: boolean): NetworkEdit => ({
  kind: 'network-set',
  network: networkId('default'),
  active,
});

describe('defining a network', () => {
  it('gives libvirt its XML by standard input, starts it, and starts it with the host; planned again it is the same', () => {
    const plan = planned(house(), define({ dhcp: { start: '10.5.0.10', end: '10.5.0.99' } }));
    expect(commandsOf(plan)).toEqual([
      'virsh -c qemu:///system net-define /dev/stdin',
      `virsh -c qemu:///system net-start ${UUID}`,
      `virsh -c qemu:///system net-autostart ${UUID}`,
    ]);
    expect(xmlOf(plan, 0)).toBe(
      `<network><name>lab</name><uuid>${UUID}</uuid><forward mode='nat'/><bridge name='virbr1' stp='on' delay='0'/><ip address='10.5.0.1' prefix='24'><dhcp><range start='10.5.0.10' end='10.5.0.99'/></dhcp></ip></network>`,
    );
    expect(plan.steps.map(({ inverseCommands }) => inverseCommands[0]?.argv.slice(3).join(' '))).toEqual([
      `net-undefine ${UUID}`,
      `net-destroy ${UUID}`,
      `net-autostart ${UUID} --disable`,
    ]);
    expect(plan.lasts).toBe('both');
    expect(planned(house(), plan.edit ?? define()).steps).toEqual(plan.steps);
  });

  it('names the first bridge that neither a link nor a network that does not run has', () => {
    const links = [...house().links, aBridge('virbr1'), aBridge('virbr2')];
    const taken = [...house().networks, aNetwork('off', { active: false, bridge: 'virbr3', addresses: [] })];
    expect(xmlOf(planned(house({ links, networks: taken }), define()), 0)).toContain("name='virbr4'");
  });

  it('to a bridge of the host takes that bridge, and neither makes nor expects one', () => {
    const plan = planned(house(), define({}, { forward: { mode: 'bridge', bridge: 'br2' } }));
    expect(xmlOf(plan, 0)).toContain("<forward mode='bridge'/><bridge name='br2'/>");
    expect(plan.steps[1]?.expects.map(({ is }) => is)).toEqual(['network-active']);
  });

  it.each([
    ['default', 'virbr0', 'belongs to the network default'],
    ['nothing', 'br9', 'no bridge br9'],
    ['a card', 'enp3s0', 'is not a bridge'],
  ])('leads to no bridge of %s', (_, name, why) => {
    const edit = define({}, { forward: { mode: 'bridge', bridge: name } });
    expect(refusalOf(house(), edit).why).toContain(why);
  });

  it.each<[string, Partial<NetworkForward>, string]>([
    ['no prefix length', { address: '10.5.0.1' }, 'not an address with its prefix length'],
    ['no address', { address: '10.5.0.300/24' }, 'not an address'],
    ['the network’s own address', { address: '10.5.0.0/24' }, 'the network address'],
    ['its broadcast address', { address: '10.5.0.255/24' }, 'the broadcast address'],
    ['a loopback address', { address: '127.0.0.1/8' }, 'that hosts can’t use'],
    ['a multicast address', { address: '224.1.1.1/24' }, 'that hosts can’t use'],
    ['no room', { address: '10.5.0.1/31' }, 'doesn’t work for a network with guests'],
    ['IPv6', { address: 'fd00::1/64' }, 'only with an IPv4 address'],
    ['no address for NAT', { address: null }, 'needs an address'],
    [
      'DHCP without an address',
      { mode: 'isolated', address: null, dhcp: { start: '10.5.0.2', end: '10.5.0.9' } },
      'DHCP needs',
    ],
    [
      'DHCP from elsewhere',
      { dhcp: { start: '10.6.0.2', end: '10.5.0.9' } },
      '10.6.0.2 is not in the network',
    ],
    ['DHCP backwards', { dhcp: { start: '10.5.0.9', end: '10.5.0.2' } }, 'before it begins'],
    [
      'the host’s address in DHCP',
      { address: '10.5.0.5/24', dhcp: { start: '10.5.0.2', end: '10.5.0.9' } },
      'host’s own',
    ],
    [
      'the broadcast address in DHCP',
      { dhcp: { start: '10.5.0.2', end: '10.5.0.255' } },
      'the broadcast address',
    ],
    [
      'more than libvirt takes',
      { address: '10.0.0.1/8', dhcp: { start: '10.1.0.0', end: '10.9.0.0' } },
      'at most',
    ],
    ['a way out that is not there', { dev: 'eth9' }, 'no eth9'],
    ['a way out that is a port', { dev: 'enp3s0' }, 'leaves through br0'],
    ['a way out of an isolated one', { mode: 'isolated', dev: 'br0' }, 'has no way out'],
  ])('is refused with %s', (_, forward, why) => {
    expect(refusalOf(house(), define(forward)).why).toContain(why);
  });

  it('is refused where its range overlaps with another network’s or the host’s, with a free one', () => {
    expect(refusalOf(house(), define({ address: '192.168.122.129/25' }))).toEqual({
      why: '192.168.122.128/25 overlaps with 192.168.122.1/24 of the network default: its addresses could be reached in only one of the two.',
      advice: 'Choose another range, such as 192.168.150.1/24.',
    });
    const addresses = [
      { link: 'br0', family: 'inet', address: '10.5.7.1', prefixLength: 16, scope: 'global' } as const,
    ];
    expect(refusalOf(house({ addresses }), define()).why).toContain('the host’s 10.5.7.1/16 on br0');
  });

  it('warns where its range is cut out of a wider route, and where it is nobody’s own', () => {
    const vpn = {
      family: 'inet',
      destination: '10.0.0.0/8',
      gateway: '10.9.9.9',
      link: 'br0',
      metric: 0,
    } as const;
    const all = { ...vpn, destination: 'default' };
    const told = (forward: Partial<NetworkForward>) =>
      planned(house({ routes: [vpn, all] }), define(forward)).warnings.join(' ');
    expect(told({})).toContain('part of the host’s route to 10.0.0.0/8 via 10.9.9.9 on br0');
    expect(told({ address: '192.168.7.1/24' })).toBe('');
    expect(told({ address: '8.8.8.1/24' })).toContain('is not a private range');
  });

  it('is refused where libvirt has its name or its UUID already', () => {
    expect(refusalOf(house(), define({}, { name: 'asleep' })).why).toContain('already has a network asleep');
    const uuid = uuidOf('default');
    expect(refusalOf(house(), define({}, { uuid })).why).toContain('default already has the UUID');
  });
});

describe('the XML of a network', () => {
  it('is read back as what was meant, whatever its name', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, unit: 'grapheme' }),
        fc.constantFrom('nat', 'route', 'isolated'),
        (name, mode) => {
          const xml = networkXml({ uuid: UUID, name, bridge: 'virbr5', forward: { ...subnet, mode } });
          if (!parseElement(xml).ok) return;
          expect(parseNetworkXml(xml)).toEqual({
            ok: true,
            value: {
              uuid: UUID,
              name,
              forward: mode,
              forwardDev: null,
              cards: [],
              bridge: 'virbr5',
              addresses: ['10.5.0.1/24'],
            },
          });
        },
      ),
    );
  });
});

describe('stopping a network', () => {
  it('names who loses the plug, who can’t start, and what goes with it', () => {
    const plan = planned(defaultIs({}), setDefault(false));
    expect(commandsOf(plan)).toEqual([`virsh -c qemu:///system net-destroy ${uuidOf('default')}`]);
    expect(plan.warnings.join(' ')).toContain('web 01’s net1 (vnet1) is disconnected');
    expect(plan.effects.join(' ')).toContain('removes the bridge virbr0 with its address 192.168.122.1/24');
    expect(plan.steps[0]?.expects).toContainEqual({ is: 'link-present', link: 'virbr0', present: false });
  });

  it('is refused where the host’s way out or the user’s connection leads over its bridge', () => {
    const addresses = [
      {
        link: 'virbr0',
        family: 'inet',
        address: '192.168.122.1',
        prefixLength: 24,
        scope: 'global',
      } as const,
    ];
    const route = { family: 'inet', gateway: null, link: 'virbr0', metric: 0 } as const;
    const routes = [{ ...route, destination: '192.168.122.0/24' }];
    expect(planned(defaultIs({}, house({ addresses, routes })), setDefault(false)).steps).toHaveLength(1);
    const came = defaultIs({}, house({ addresses, routes, cameFrom: '192.168.122.77' }));
    expect(refusalOf(came, setDefault(false)).why).toContain('SSH from 192.168.122.77');
    const out = [{ ...route, destination: 'default', gateway: '192.168.122.9' }];
    expect(refusalOf(defaultIs({}, house({ addresses, routes: out })), setDefault(false)).why).toContain(
      'default route',
    );
  });

  it('is refused where it could not be started again: a transient one, or one whose definition was not read', () => {
    expect(refusalOf(defaultIs({ persistent: false, definition: null }), setDefault(false)).why).toContain(
      'transient',
    );
    expect(refusalOf(house(), setDefault(false)).why).toContain('couldn’t be read');
    expect(refusalOf(defaultIs({ active: false }), setDefault(false))).toMatchObject({ already: true });
  });
});

describe('starting a network', () => {
  /** Nobody else has its range. */
  const stopped = (links = house().links) => {
    const networks = house().networks.filter(({ name }) => name !== 'lab net 2');
    return defaultIs(
      { active: false },
      house({ networks, links: links.filter(({ name }) => name !== 'virbr0') }),
    );
  };
  const loose = house().links.map((each) => (each.name === 'vnet1' ? { ...each, master: null } : each));

  it('tells whose cables stay loose', () => {
    const plan = planned(stopped(loose), setDefault(true));
    expect(plan.warnings.join(' ')).toContain('web 01’s net1 (vnet1) has not been connected to any bridge');
    expect(plan.effects.join(' ')).toContain('creates the bridge virbr0 with the address 192.168.122.1/24');
  });

  it('is refused where its bridge’s name or its range is taken, or its bridge is not there', () => {
    expect(refusalOf(defaultIs({ active: false }), setDefault(true)).why).toContain(
      'already has a link with that name',
    );
    const route = {
      family: 'inet',
      destination: '192.168.122.0/24',
      gateway: null,
      link: 'br2',
      metric: 0,
    } as const;
    const taken = { ...stopped(), routes: [route] };
    expect(refusalOf(taken, setDefault(true)).why).toContain('route to 192.168.122.0/24 on br2');
    const gone = defaultIs({ active: false, forward: 'bridge', bridge: 'br9' });
    expect(refusalOf(gone, setDefault(true)).why).toContain('not on this host');
  });
});

describe('deleting a network', () => {
  it('stops it, takes it off the host’s start, and forgets it; the undo is all of that', () => {
    const plan = planned(defaultIs({}), { kind: 'network-delete', network: networkId('default') });
    const uuid = uuidOf('default');
    expect(commandsOf(plan).map((line) => line.split(' ').slice(3).join(' '))).toEqual([
      `net-destroy ${uuid}`,
      `net-autostart ${uuid} --disable`,
      `net-undefine ${uuid}`,
    ]);
    expect(plan.steps[2]?.inverse).toMatchObject({ op: 'network-define', xml: definition });
    expect(plan.warnings.join(' ')).toContain('The definition of web 01 names default');
  });

  it('is immediate and permanent, whether it is active or not; only its start with the host waits for that', () => {
    const inactive = defaultIs({ active: false, autostart: false });
    const network = networkId('default');
    expect(planned(inactive, { kind: 'network-delete', network }).lasts).toBe('both');
    expect(planned(defaultIs({}), { kind: 'network-delete', network }).lasts).toBe('both');
    expect(planned(house(), define({}, { start: false, autostart: false })).lasts).toBe('both');
    expect(planned(inactive, { kind: 'network-autostart', network, on: true }).lasts).toBe('boot');
  });
});

describe('each op on a network', () => {
  it('does what it promises on a model, and all of them are put back in reverse', () => {
    const edits: NetworkEdit[] = [
      define(),
      setDefault(false),
      { kind: 'network-autostart', network: networkId('default'), on: false },
    ];
    for (const edit of edits) {
      const before = defaultIs({});
      const ops = planned(before, edit).steps.map(({ op }) => op);
      const steps = planSteps(before, ops);
      if (isRefusal(steps)) throw new Error(steps.why);
      const after = factsAfter(before, ops);
      const missing = steps.flatMap(({ expects }) => expects).filter((each) => !holds(each, after));
      expect(missing).toEqual([]);
      const back = factsAfter(after, steps.map(({ inverse }) => inverse).toReversed());
      expect(back.networks).toEqual(before.networks);
      expect(back.links.map(({ name }) => name).toSorted()).toEqual(
        before.links.map(({ name }) => name).toSorted(),
      );
    }
  });

  it('leaves the ports of a stopped network’s bridge on none', () => {
    const ops = planned(defaultIs({}), setDefault(false)).steps.map(({ op }) => op);
    expect(factsAfter(defaultIs({}), ops).links.find(({ name }) => name === 'vnet1')).toMatchObject({
      master: null,
    });
  });
});
