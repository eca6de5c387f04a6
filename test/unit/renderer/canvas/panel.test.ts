import { describe, expect, it } from 'vitest';
import type { SocketCard, SwitchCard, VmCard } from '#renderer/canvas/derive/model.ts';
import { linkId } from '#shared/topology/model.ts';
import { aFinding } from '../../support/findings.ts';
import { draw } from './support/draw.ts';
import { Rack } from './support/rack.ts';

const A = '52:54:00:aa:00:01';
const B = '52:54:00:aa:00:02';

describe('a vNIC on a bridge', () => {
  const rack = new Rack();
  rack.bridge('br0', 'enp3s0');
  rack.vm('1', 'running', 'web 01');
  rack.plugged('1', A, 'vnet7', 'br0');
  const { cards, cables, card, cardOf } = draw(rack);

  it('is one cable from its row to a port, which stands for the TAP too', () => {
    expect(cards.map(({ id }) => id)).toEqual(['link:br0', 'link:enp3s0', 'vm:1']);
    expect(cables[0]).toMatchObject({
      id: 'port:link:vnet7→link:br0',
      kind: 'patch',
      from: { card: 'vm:1', jack: `vnic:1/${A}` },
      to: { card: 'link:br0', jack: `vnic:1/${A}` },
      nodes: [`vnic:1/${A}`, 'link:vnet7', 'link:br0'],
      grab: `vnic:1/${A}`,
      selects: 'link:vnet7',
      traffic: 'vnet7',
    });
  });

  it('has the TAP as the tag of the port, and who is plugged in beside it', () => {
    expect(card<SwitchCard>('link:br0').ports).toEqual([
      expect.objectContaining({ link: 'link:vnet7', tag: 'vnet7', who: 'web 01', detail: 'net0' }),
    ]);
  });

  it('says all of it in words', () => {
    expect(card<SwitchCard>('link:br0').ports[0]?.words).toBe('vnet7: net0 of web 01 on bridge br0');
    expect(card<VmCard>('vm:1').rows[0]?.words).toContain(`net0 of web 01, MAC ${A}, virtio`);
    expect(card('vm:1').words).toBe('web 01, virtual machine, running, 1 vNIC');
    expect(card('link:br0').words).toBe('br0, bridge, 1 cable');
  });

  it('shows its MAC in two parts and knows which card shows what', () => {
    expect(card<VmCard>('vm:1').rows[0]?.mac).toEqual({ vendor: '52:54:00:', own: 'aa:00:01' });
    expect(cardOf.get('link:vnet7')).toBe('link:br0');
    expect(cardOf.get(`vnic:1/${A}`)).toBe('vm:1');
  });
});

describe('a badge', () => {
  it('is on a card for what is wrong with it as a whole, and not on every cable at it', () => {
    const rack = new Rack();
    rack.bridge('br0');
    rack.vm('1');
    const vnic = rack.plugged('1', A, 'vnet1', 'br0');
    const { cables, card } = draw(rack, [aFinding(['link:br0', vnic, 'port:link:vnet1→link:br0'])]);
    expect(card('link:br0')).toMatchObject({ trouble: { severity: 'warning' } });
    expect(card('link:br0').words).toContain('Something is wrong. It matters.');
    expect(cables[0]?.trouble).toBeNull();
  });

  it('is at each of two vNICs that a finding is about, and says no more than three things', () => {
    const rack = new Rack();
    rack.bridge('br0');
    rack.vm('1');
    rack.vm('2');
    const one = rack.plugged('1', A, 'vnet1', 'br0');
    const other = rack.plugged('2', A, 'vnet2', 'br0');
    const found = ['a', 'b', 'c', 'd', 'e'].map((title) => aFinding([one, other, 'link:br0'], 'info', title));
    const { card } = draw(rack, found);
    for (const vm of ['vm:1', 'vm:2'])
      expect(card<VmCard>(vm).rows[0]?.trouble).toEqual({
        severity: 'info',
        words: 'a. It matters. b. It matters. c. It matters. And 2 more.',
      });
  });
});

describe('a cable in another state', () => {
  it('hangs when its TAP is on no bridge, and has the badge at its VM', () => {
    const rack = new Rack();
    rack.vm('1');
    rack.vnic('1', A);
    rack.link('vnet1', 'tap');
    rack.edge('backs', `vnic:1/${A}`, 'link:vnet1');
    const found = aFinding([`vnic:1/${A}`, 'link:vnet1', `backs:vnic:1/${A}→link:vnet1`], 'error');
    const { card, cables, cardOf } = draw(rack, [found]);
    expect(cables).toEqual([]);
    expect(card<VmCard>('vm:1').rows[0]).toMatchObject({
      end: 'hanging',
      hanging: { id: 'link:vnet1', name: 'vnet1' },
      trouble: { severity: 'error', words: 'Something is wrong. It matters.' },
    });
    expect(cardOf.get('link:vnet1')).toBe('vm:1');
  });

  it('is grey when the guest sees no link', () => {
    const rack = new Rack();
    rack.bridge('br0');
    rack.vm('1');
    rack.plugged('1', A, 'vnet1', 'br0', { linkState: 'down' });
    expect(draw(rack).cables[0]).toMatchObject({ style: 'down', hueOf: 'link:br0' });
    expect(draw(rack).cables[0]?.words).toContain('link down');
  });

  it('is dashed where a VM that is off will be plugged in, and can be grabbed there', () => {
    const rack = new Rack();
    rack.bridge('br0');
    rack.vm('1', 'shut off');
    const vnic = rack.vnic('1', A, { presence: 'boot' });
    rack.edge('defined', vnic, 'link:br0');
    expect(draw(rack).cables[0]).toMatchObject({ kind: 'defined', style: 'next-boot', grab: vnic });
    expect(draw(rack).card<VmCard>('vm:1').rows[0]).toMatchObject({ end: 'plugged', mark: null });
  });

  it('goes two ways when the next boot differs from now; only the present one can be grabbed', () => {
    const rack = new Rack();
    rack.bridge('br0');
    rack.bridge('br1');
    rack.vm('1');
    const vnic = rack.plugged('1', A, 'vnet1', 'br0');
    rack.edge('defined', vnic, 'link:br1');
    const { cables, card } = draw(rack, [aFinding([vnic, `defined:${vnic}→link:br1`])]);
    expect(cables.map(({ kind, grab }) => [kind, grab])).toEqual([
      ['patch', vnic],
      ['defined', null],
    ]);
    expect(card<SwitchCard>('link:br1').ports[0]).toMatchObject({
      tag: 'next boot',
      trouble: { severity: 'warning' },
    });
    expect(card<SwitchCard>('link:br0').ports[0]?.trouble).toBeNull();
  });

  it('has a badge for all that is wrong on its way, by the gravest of it', () => {
    const rack = new Rack();
    rack.bridge('br0');
    rack.vm('1');
    const vnic = rack.vnic('1', A);
    rack.link('vnet1', 'tap');
    rack.edge('backs', vnic, 'link:vnet1');
    rack.edge('port', 'link:vnet1', 'link:br0');
    const { cables, card } = draw(rack, [
      aFinding([vnic, 'link:vnet1', `backs:${vnic}→link:vnet1`], 'warning'),
      aFinding([vnic, 'port:link:vnet1→link:br0'], 'error', 'Something else is wrong'),
    ]);
    expect(cables[0]?.trouble).toEqual({
      severity: 'error',
      words: 'Something is wrong. It matters. Something else is wrong. It matters.',
    });
    expect(cables[0]?.words).toContain('Something else is wrong.');
    expect(card<VmCard>('vm:1').rows[0]?.trouble).toBeNull();
  });

  it('is drawn for each of two vNICs that seem to share a TAP', () => {
    const rack = new Rack();
    rack.bridge('br0');
    rack.vm('1');
    rack.plugged('1', A, 'vnet1', 'br0');
    const other = rack.vnic('1', B);
    rack.edge('backs', other, 'link:vnet1');
    const ids = draw(rack).cables.map(({ id }) => id);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(2);
  });
});

describe('a vNIC without a bridge', () => {
  it('runs straight to the NIC below its macvtap', () => {
    const rack = new Rack();
    rack.link('enp4s0', 'pnic');
    rack.vm('1');
    const vnic = rack.vnic('1', A, { sourceType: 'direct' });
    rack.link('macvtap0', 'macvtap');
    rack.edge('backs', vnic, 'link:macvtap0').edge('lower', 'link:macvtap0', 'link:enp4s0');
    const { cables, cards } = draw(rack);
    expect(cards.map(({ id }) => id)).toEqual(['link:enp4s0', 'vm:1']);
    expect(cables).toMatchObject([{ kind: 'direct', to: { card: 'link:enp4s0' }, hueOf: null }]);
  });

  it('runs to a NIC that was passed through whole', () => {
    const rack = new Rack();
    rack.link('enp6s0', 'pnic');
    rack.vm('1');
    rack.edge('backs', rack.vnic('1', A, { sourceType: 'hostdev' }), 'link:enp6s0');
    expect(draw(rack).cables).toMatchObject([{ kind: 'direct', to: { card: 'link:enp6s0' } }]);
  });

  it('runs to the NIC that a virtual function belongs to', () => {
    const rack = new Rack();
    rack.link('enp5s0', 'pnic');
    rack.link('enp5s0v0', 'vf');
    rack.link('enp5s0v1', 'vf');
    rack.vm('1');
    rack.edge('backs', rack.vnic('1', A), 'link:enp5s0v0');
    rack.edge('lower', 'link:enp5s0v0', 'link:enp5s0').edge('lower', 'link:enp5s0v1', 'link:enp5s0');
    const { cards, card } = draw(rack);
    expect(cards.map(({ id }) => id)).toEqual(['link:enp5s0', 'vm:1']);
    expect(card<SocketCard>('link:enp5s0').ports.map(({ tag }) => tag)).toEqual(['enp5s0v0']);
  });

  it('has a mark and no cable in user mode', () => {
    const rack = new Rack();
    rack.vm('1');
    rack.vnic('1', A, { sourceType: 'user' });
    expect(draw(rack).card<VmCard>('vm:1').rows[0]).toMatchObject({
      end: 'empty',
      mark: { words: 'user (NAT by QEMU)', short: 'user' },
    });
  });
});

describe('links of no VM', () => {
  it('shows a loose TAP as a plug of its own, plugged in or hanging', () => {
    const rack = new Rack();
    rack.bridge('br0');
    rack.link('tap0', 'tap', { held: 'no' });
    rack.edge('port', rack.link('tap1', 'tap', { held: 'yes' }), 'link:br0');
    const { card, cables } = draw(rack);
    expect(card('link:tap0')).toMatchObject({ kind: 'loose', what: 'loose TAP', end: 'hanging' });
    expect(card('link:tap1')).toMatchObject({ kind: 'loose', what: 'TAP used by a process', end: 'plugged' });
    expect(cables).toMatchObject([{ grab: 'link:tap1', selects: 'link:tap1' }]);
  });

  it('shows a veth that leads out as a wall socket, and one that leads in as a container', () => {
    const rack = new Rack();
    rack.bridge('br0');
    rack.edge('uplink', 'link:br0', rack.link('enp0s1', 'veth'));
    rack.edge('port', rack.link('veth1', 'veth'), 'link:br0');
    const { card } = draw(rack);
    expect(card('link:enp0s1').kind).toBe('socket');
    expect(card('link:veth1')).toMatchObject({ kind: 'loose', what: 'container' });
  });

  it('draws a veth pair between two bridges as one cable between them', () => {
    const rack = new Rack();
    rack.bridge('vmbr0', 'eno1');
    rack.bridge('fwbr100i0');
    rack.edge('port', rack.link('fwln100i0', 'veth'), 'link:fwbr100i0');
    rack.edge('port', rack.link('fwpr100p0', 'veth'), 'link:vmbr0');
    rack.edge('peer', 'link:fwln100i0', 'link:fwpr100p0');
    const { cards, cables } = draw(rack);
    expect(cards.map(({ id }) => id)).toEqual(['link:vmbr0', 'link:eno1', 'link:fwbr100i0']);
    expect(cables.find(({ kind }) => kind === 'trunk')).toMatchObject({
      from: { card: 'link:fwbr100i0' },
      to: { card: 'link:vmbr0', jack: 'link:fwpr100p0' },
      grab: 'link:fwpr100p0',
    });
  });

  it('leaves out what nobody plugs anything into', () => {
    const rack = new Rack();
    for (const [name, kind] of [
      ['lo', 'other'],
      ['ifb0', 'other'],
      ['veth9', 'veth'],
      ['vf3', 'vf'],
    ] as const)
      rack.link(name, kind);
    expect(draw(rack).cards).toEqual([]);
  });

  it('marks what is switched on', () => {
    const rack = new Rack();
    rack.bridge('br1', undefined, { bridge: { stp: true, forwardDelay: 15, vlanFiltering: true } });
    rack.bridge('br2', undefined, { bridge: { stp: false, forwardDelay: 15, vlanFiltering: false } });
    expect(draw(rack).card('link:br1')).toMatchObject({ marks: ['STP', 'VLAN'] });
    expect(draw(rack).card('link:br1').words).toContain('br1, bridge, STP on, VLAN on');
    expect(draw(rack).card('link:br2')).toMatchObject({ marks: [] });
  });

  it('keeps a free NIC, and knows the layers below a bridge', () => {
    const rack = new Rack();
    rack.bridge('br20');
    rack.link('enp9s0', 'pnic', { carrier: false });
    rack.link('eno1', 'pnic', { speed: 10_000 });
    rack.link('bond0', 'bond', { layer: { kind: 'bond', mode: '802.3ad' } });
    rack.link('bond0.20', 'vlan', { layer: { kind: 'vlan', id: 20 } });
    rack.edge('uplink', 'link:br20', 'link:bond0.20').edge('lower', 'link:bond0.20', 'link:bond0');
    rack.edge('member', 'link:bond0', 'link:eno1');
    const { card, cables } = draw(rack);
    expect(card('link:enp9s0')).toMatchObject({ free: true, speed: 'no carrier' });
    expect(card('link:eno1')).toMatchObject({ free: false, speed: '10 Gb/s' });
    expect(card('link:bond0')).toMatchObject({ layer: 'bond 802.3ad' });
    expect(card('link:bond0.20')).toMatchObject({ layer: 'VLAN 20' });
    expect(cables.map(({ kind }) => kind).sort()).toEqual(['layer', 'layer', 'uplink']);
  });

  it.each([
    ['active', 'active', 'active'],
    ['backup', 'backup', 'backup'],
    ['up', 'plain', ''],
    ['down', 'down', 'down'],
    ['apart', 'down', 'not aggregated'],
  ] as const)('draws what a bond’s member does there: %s', (member, style, detail) => {
    const rack = new Rack();
    rack.link('bond0', 'bond', { layer: { kind: 'bond', mode: 'active-backup' } });
    rack.link('eno1', 'pnic', { member });
    rack.edge('member', 'link:bond0', 'link:eno1');
    const { card, cables } = draw(rack);
    expect(cables).toMatchObject([
      { style, words: expect.stringContaining(`${detail} member of bond bond0`.trim()) },
    ]);
    expect(card('link:eno1')).toMatchObject({ ports: [{ who: 'bond0', detail }] });
  });
});

describe('networks', () => {
  it('draws a network as its bridge, with what it is; a drop there means the network', () => {
    const rack = new Rack();
    rack.link('enp3s0', 'pnic');
    rack.bridge('virbr0');
    rack.network('default', 'nat', 'virbr0');
    rack.edge('nat', 'link:virbr0', 'link:enp3s0');
    const { card, cards, cardOf } = draw(rack);
    expect(cards.map(({ id }) => id)).toEqual(['link:enp3s0', 'link:virbr0']);
    expect(card('link:virbr0')).toMatchObject({
      mode: 'NAT → enp3s0',
      networks: [{ id: 'network:default', name: 'default' }],
      targets: ['network:default', 'link:virbr0'],
    });
    expect(cardOf.get('network:default')).toBe('link:virbr0');
  });

  it('takes a forward-mode=bridge network for a name of the bridge, and means the bridge', () => {
    const rack = new Rack();
    rack.bridge('br0');
    rack.network('lan', 'bridge', 'br0');
    expect(draw(rack).card('link:br0')).toMatchObject({ mode: null, targets: ['link:br0'] });
  });

  it('draws NAT out through another bridge at its right side, not into a port', () => {
    const rack = new Rack();
    rack.bridge('br0', 'enp3s0');
    rack.bridge('virbr0');
    rack.network('default', 'nat', 'virbr0');
    rack.edge('nat', 'link:virbr0', 'link:br0');
    expect(draw(rack).card<SwitchCard>('link:br0').ports).toEqual([]);
    expect(draw(rack).card<SwitchCard>('link:br0').exits).toHaveLength(2);
  });

  it('gives a network that has no bridge now a card of its own', () => {
    const rack = new Rack();
    rack.network('guest', 'nat', 'virbr9', false);
    rack.vm('1', 'shut off');
    rack.edge('defined', rack.vnic('1', A, { presence: 'boot' }), 'network:guest');
    const { card, cables } = draw(rack);
    expect(card('network:guest')).toMatchObject({ kind: 'switch', what: 'network', mode: 'inactive' });
    expect(cables[0]?.to.card).toBe('network:guest');
  });
});

describe('whatever the host is called', () => {
  it('takes names as they are', () => {
    const rack = new Rack();
    const name = '<script>"it\'s"</script>\n';
    rack.bridge('a;b');
    rack.vm('1', 'running', name);
    rack.plugged('1', A, '-x', 'a;b');
    const { card, cables } = draw(rack);
    expect(card('vm:1').name).toBe(name);
    expect(cables[0]?.id).toBe('port:link:-x→link:a;b');
  });

  it('ignores edges whose ends are not there', () => {
    const rack = new Rack();
    rack.vm('1');
    rack.edge('backs', rack.vnic('1', A), linkId('gone')).edge('port', linkId('gone'), linkId('br0'));
    expect(draw(rack).cables).toEqual([]);
  });

  it('has no cards for an empty host', () => {
    expect(draw(new Rack()).cards).toEqual([]);
  });
});
