import { expect, it } from 'vitest';
import { parseIpLink } from '#shared/parse/ipLink.ts';
import { trace } from '#shared/topology/trace.ts';
import { traceLine } from '#shared/topology/words.ts';
import { fixture, okValue } from '../parse/fixture.ts';
import { cables, topologyOf } from '../support/graph.ts';

// Recorded on the machine (Linux 6.12, iproute2 6.15): a link of each kind that its kernel has, each a port of a bridge of
// its own (`br-NAME`) where a bridge takes it. Dummies (`d1`, …) stand in the place of cards.

const read = (file: string) => topologyOf({ links: okValue(parseIpLink(fixture(`kinds/${file}.json`))) });
const topology = read('ip-j-d-s-link');

const edges = (kind: 'port' | 'uplink' | 'lower' | 'member' | 'peer') =>
  cables(topology, kind).map((cable) => cable.replaceAll('link:', ''));

const leadsOf = ({ nodes } = topology): Record<string, string> =>
  Object.fromEntries(nodes.flatMap((node) => ('lead' in node ? [[node.name, node.lead]] : [])));

it('draws what leads out as the uplink of its bridge, by what the kernel says of it', () => {
  const out = 'bat0 bnd0 ers0 g6t0 gnv0 grt0 hsr0 l2tp0 mcs0 mvl0 prp0 team0 vxl0'.split(' ');
  expect(edges('uplink')).toEqual(out.map((name) => `br-${name}→${name}`));
});

it('draws guests’ ends, and what leads nowhere, as ports', () => {
  const ports = 'd13 ifb9 nkc nkd tap9 vea veb vec'.split(' ');
  expect(edges('port')).toEqual(ports.map((name) => `${name}→br-${name}`));
});

it('draws what each sits on, is made of or is paired with', () => {
  const lower = 'ivl0→d2 ivl1→d3 ivt0→d4 mcs0→d5 mvl0→d1 mvp0→d16 mvs→d16 vxl0→d6 xfrm0→d13';
  expect(edges('lower').join(' ')).toBe(lower);
  const members = 'bnd0→d15 bat0→d6 team0→d9 hsr0→d7 hsr0→d8 prp0→d10 prp0→d11';
  expect(edges('member').join(' ')).toBe(members);
  expect(edges('peer').join(' ')).toBe('nka→nkb nkc→nkd vea→veb vxc0→vxc1');
});

it('tells where each leads', () => {
  const leads = leadsOf();
  const namesOf = (lead: string) =>
    Object.keys(leads).filter((name) => leads[name] === lead && !name.startsWith('br-'));
  const out = namesOf('out').filter((name) => !/^(?:enp0s\d|.*0)$/.test(name));
  expect(out).toEqual('gre1 ip6t9 ipip9 sit9 tun9 vti9'.split(' '));
  expect(leads).toMatchObject({ wg0: 'out', xfrm0: 'out', wlan0: 'out', nlm0: 'nowhere', vrf0: 'nowhere' });
  expect(namesOf('below')).toEqual('bat0 bnd0 hsr0 ivl0 ivl1 ivt0 mcs0 mvl0 mvp0 mvs prp0 team0'.split(' '));
  expect(namesOf('unread')).toEqual([]);
});

it.each([
  ['br-hsr0', ['hsr0 › d7', 'hsr0 › d8']],
  ['br-prp0', ['prp0 › d10', 'prp0 › d11']],
])('follows %s by both links of its ring', (bridge, ways) => {
  const lines = trace(topology, bridge).paths.map(({ nodes }) => traceLine(topology, nodes));
  expect(lines).toEqual(ways.map((way) => `${bridge} › ${way} › goes no further`));
});

it('takes a macvlan, an ipvlan and a veth for the cards of a container, seen from inside', () => {
  expect(leadsOf(read('ip-j-d-s-link-inside'))).toMatchObject({ eth0: 'out', ivl2: 'out', eth1: 'out' });
});
