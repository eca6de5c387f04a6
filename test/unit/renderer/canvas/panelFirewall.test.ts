import { describe, expect, it } from 'vitest';
import { derivePanel } from '#renderer/canvas/derive/panel.ts';
import { aFinding } from '../../support/findings.ts';
import { draw } from './support/draw.ts';
import { Rack } from './support/rack.ts';

describe('the bridge of Proxmox VE’s firewall', () => {
  function firewalled() {
    const rack = new Rack();
    rack.bridge('vmbr0', 'eno1');
    rack.bridge('fwbr100i0');
    rack.edge('port', rack.link('fwln100i0', 'veth'), 'link:fwbr100i0');
    rack.edge('port', rack.link('fwpr100p0', 'veth'), 'link:vmbr0');
    rack.edge('peer', 'link:fwln100i0', 'link:fwpr100p0');
    rack.edge('port', rack.link('veth100i0', 'veth'), 'link:fwbr100i0');
    return rack;
  }

  it('folds the bridge into one cable with a mark', () => {
    const { cards, cables, card, cardOf } = draw(firewalled());
    expect(cards.map(({ id }) => id)).toEqual(['link:vmbr0', 'link:eno1', 'link:veth100i0']);
    expect(cables.filter(({ kind }) => kind === 'trunk')).toEqual([]);
    expect(cables.find(({ from }) => from.card === 'link:veth100i0')).toMatchObject({
      to: { card: 'link:vmbr0' },
      nodes: ['link:veth100i0', 'link:vmbr0'],
      words: 'veth100i0: container on bridge vmbr0, through Proxmox VE’s firewall',
    });
    expect(card('link:vmbr0')).toMatchObject({ ports: [{ firewall: 'link:fwbr100i0' }] });
    for (const id of ['fwbr100i0', 'fwln100i0', 'fwpr100p0'])
      expect(cardOf.get(`link:${id}`)).toBe('link:vmbr0');
  });

  it('has the badge on that cable for what is wrong on the way', () => {
    for (const way of ['link:fwln100i0', 'link:fwbr100i0', 'port:link:veth100i0→link:fwbr100i0']) {
      const { cables } = draw(firewalled(), [aFinding([way])]);
      expect(cables.filter(({ trouble }) => trouble !== null)).toMatchObject([
        { from: { card: 'link:veth100i0' } },
      ]);
    }
  });

  it('folds it for a container that is known, too, which is a device with its NIC', () => {
    const rack = firewalled();
    const container = rack.vm('dns');
    rack.edge('backs', rack.vnic('dns', 'bc:24:11:00:00:11'), 'link:veth100i0');
    const { nodes, edges } = rack.topology();
    const contained = nodes.map((node) =>
      node.kind === 'vm' ? { ...node, kind: 'container' as const } : node,
    );
    const { cards, cables } = derivePanel({ nodes: contained, edges });
    expect(cards.map(({ id }) => id)).not.toContain('link:veth100i0');
    expect(cards.find(({ id }) => id === container)).toMatchObject({ kind: 'vm', isContainer: true });
    expect(cables.find(({ from }) => from.card === container)).toMatchObject({
      to: { card: 'link:vmbr0' },
      selects: 'link:veth100i0',
    });
  });

  it('draws it where that is asked for', () => {
    const { cards, cables } = derivePanel(firewalled().topology(), true);
    expect(cards.map(({ id }) => id)).toContain('link:fwbr100i0');
    expect(cables.find(({ kind }) => kind === 'trunk')).toMatchObject({ from: { card: 'link:fwbr100i0' } });
  });

  it('draws it where anything more is on it', () => {
    const rack = firewalled();
    rack.edge('port', rack.link('tap9', 'tap'), 'link:fwbr100i0');
    expect(draw(rack).cards.map(({ id }) => id)).toContain('link:fwbr100i0');
  });
});
