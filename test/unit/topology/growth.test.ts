import { describe, expect, it } from 'vitest';
import { graphLines } from '#electron/cli/graphText.ts';
import type { Link } from '#shared/host/link.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { linkId } from '#shared/topology/model.ts';
import { search } from '#shared/topology/search.ts';
import { trace } from '#shared/topology/trace.ts';
import { aBridge, aDomain, aLink, anInterface, aPnic, aTap } from '../support/facts.ts';
import { topologyOf } from '../support/graph.ts';
import { excessiveGrowth } from '../support/growth.ts';

const numbered = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));

/** A veth whose other end is named. */
function veth(name: string, peer: string, master: string): Link {
  return aLink(name, {
    infoKind: 'veth',
    master,
    slaveKind: 'bridge',
    lower: { name: peer, ifindex: null, netnsId: null },
  });
}

/** Hosts that no kernel has, or that hardly anybody has: a capture may show them all the same. */
const HOSTS: Readonly<Record<string, (n: number) => Partial<HostSnapshot>>> = {
  'a chain of bridges': (n) => ({
    links: numbered(n, (at) => ({ ...aBridge(`br${at}`), master: at === 0 ? null : `br${at - 1}` })),
  }),
  'a circle of bridges': (n) => ({
    links: numbered(n, (at) => ({ ...aBridge(`br${at}`), master: `br${(at + 1) % n}` })),
  }),
  'a chain of VLANs': (n) => ({
    links: [
      aPnic('v0', null),
      ...numbered(n, (at) =>
        aLink(`v${at + 1}`, {
          infoKind: 'vlan',
          vlan: { id: 1, protocol: '802.1Q' },
          lower: { name: `v${at}`, ifindex: null, netnsId: null },
        }),
      ),
    ],
  }),
  'one bridge with many TAPs': (n) => ({
    links: [aBridge('br0'), aPnic('enp3s0', 'br0'), ...numbered(n, (at) => aTap(`tap${at}`, 'br0'))],
  }),
  'one bond with many cards': (n) => ({
    links: [aLink('bond0', { infoKind: 'bond' }), ...numbered(n, (at) => ({ ...aPnic(`e${at}`, 'bond0') }))],
  }),
  'a chain of bridges joined by veths': (n) => ({
    links: numbered(n, (at) => [
      aBridge(`br${at}`),
      veth(`l${at}`, `r${at + 1}`, `br${at}`),
      veth(`r${at}`, `l${at - 1}`, `br${at}`),
    ]).flat(),
  }),
  'bridges each joined to ten others': (n) => ({
    links: numbered(Math.ceil(n / 50), (at) => [
      aBridge(`br${at}`),
      ...numbered(10, (to) => [
        veth(`a${at}-${to}`, `b${at}-${to}`, `br${at}`),
        veth(`b${at}-${to}`, `a${at}-${to}`, `br${(at + to + 1) % Math.ceil(n / 50)}`),
      ]).flat(),
    ]).flat(),
  }),
  'many VMs': (n) => ({
    links: [aBridge('br0'), ...numbered(n, (at) => aTap(`vnet${at}`, 'br0'))],
    domains: numbered(n, (at) =>
      aDomain(`vm${at}`, [anInterface({ bridge: 'br0' }, { targetDev: `vnet${at}` })]),
    ),
  }),
  'one VM with many vNICs of one MAC': (n) => ({
    links: [aBridge('br0')],
    domains: [
      aDomain(
        'vm',
        numbered(n, () => anInterface({ bridge: 'br0' }, { mac: '52:54:00:00:00:01' })),
      ),
    ],
  }),
};

describe.each(Object.entries(HOSTS))('of %s', (_, host) => {
  it('the graph, a trace and a search take time in proportion', { timeout: 120_000 }, () => {
    const work = (size: number) => {
      const facts = host(size);
      const topology = topologyOf(facts);
      const middle = facts.links?.[Math.floor(facts.links.length / 2)]?.name ?? '';
      trace(topology, linkId(middle));
      search(topology, middle.slice(0, 2));
      graphLines(topology, []);
    };
    expect(excessiveGrowth(25, work)).toBe('');
  });
});

describe('a host that is cabled without end', () => {
  it('is traced as far as anybody reads, and told that there is more', () => {
    const chain = topologyOf(HOSTS['a chain of bridges joined by veths']?.(500) ?? {});
    const { paths, isCut } = trace(chain, 'br0');
    expect(isCut).toBe(true);
    expect(paths.every(({ nodes, complete }) => nodes.length < 64 && !complete)).toBe(true);
  });

  it('of which each path is told is not cut', () => {
    const star = topologyOf(HOSTS['one bridge with many TAPs']?.(500) ?? {});
    const found = trace(star, 'br0');
    expect(found.paths).toHaveLength(500);
    expect(found).not.toHaveProperty('isCut');
  });
});
