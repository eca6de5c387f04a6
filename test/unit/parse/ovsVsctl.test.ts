import { describe, expect, it } from 'vitest';
import { parseOvsVsctl } from '#shared/parse/ovsVsctl.ts';
import { fixture, okValue } from './fixture.ts';

const recorded = () => okValue(parseOvsVsctl(fixture('ovs/ovs-vsctl.txt')));

const table = (headings: readonly string[], ...data: readonly unknown[]) =>
  `${JSON.stringify({ data, headings })}\n`;
const id = (name: string) => ['uuid', name];
const set = (...values: readonly unknown[]) => ['set', values];

describe('parseOvsVsctl', () => {
  it('reads bridges, ports and interfaces as Open vSwitch 3.5 of a Debian 13 printed them', () => {
    const { bridges } = recorded();
    expect(bridges.map(({ name, datapath }) => [name, datapath])).toEqual([
      ['ovsbr0', ''],
      ['ovsbr1', ''],
      ['ovsbr2', 'netdev'],
    ]);
    const ports = bridges.flatMap((bridge) => bridge.ports.map((port) => ({ ...port, bridge: bridge.name })));
    const named = (name: string) => ports.find((port) => port.name === name);
    expect(named('tap1')).toMatchObject({
      bridge: 'ovsbr0',
      tag: 10,
      trunks: [],
      vlanMode: null,
      interfaces: [{ externalIds: { 'attached-mac': '52:54:00:00:00:01', 'iface-id': 'one' }, error: null }],
    });
    expect(named('tap2')).toMatchObject({
      tag: null,
      trunks: [10, 20],
      vlanMode: 'trunk',
      otherConfig: { 'priority-tags': 'always' },
    });
    expect(named('fake40')).toMatchObject({ bridge: 'ovsbr0', tag: 40, fakeBridge: true });
    expect(named('to-ovsbr1')?.interfaces).toMatchObject([{ type: 'patch', options: { peer: 'to-ovsbr0' } }]);
    expect(named('vx7')?.interfaces).toMatchObject([
      { type: 'vxlan', options: { remote_ip: '192.168.77.9', key: '7' } },
    ]);
    expect(named('bond0')).toMatchObject({
      bridge: 'ovsbr2',
      bondMode: 'active-backup',
      interfaces: [{ name: 'enp0s6' }, { name: 'enp0s7' }],
    });
    expect(named('ovsbr0')).toBeUndefined();
  });

  it('goes without rows that are referred to and not there, and tells those that name nothing', () => {
    const text =
      table(['_uuid', 'name', 'ports'], [id('b'), 'br-x', set(id('p'), id('gone'))], 'x', [
        id('c'),
        set(),
        7,
      ]) +
      table(['_uuid', 'name', 'interfaces', 'tag'], [id('p'), 'tap1', id('gone'), ['set', 'x']]) +
      table(['_uuid', 'name']);
    const read = parseOvsVsctl(text);
    expect(okValue(read).bridges).toMatchObject([
      { name: 'br-x', ports: [{ name: 'tap1', tag: null, interfaces: [] }] },
    ]);
    expect(read.ok && read.odd?.map(({ loss }) => loss)).toEqual(['missing', 'missing']);
  });

  it.each(['', 'x', '{}', table(['_uuid', 'name']), `${table(['_uuid'])}${table(['_uuid'])}[]`])(
    'says that %j is no three tables',
    (text) => {
      expect(parseOvsVsctl(text).ok).toBe(false);
    },
  );
});
