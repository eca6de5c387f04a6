import { describe, expect, it } from 'vitest';
import { homelab } from '#electron/demo/homelab/homelab.ts';
import type { DemoDomain, Homelab } from '#electron/demo/model.ts';
import type { Edit } from '#shared/edits/model.ts';
import { linkId, networkId, vmId } from '#shared/topology/model.ts';
import { applied, engineOnDemo, thereBackAndThere, uuid, vnic } from './engineOnDemo.ts';

const edits: readonly (readonly [title: string, edit: Edit])[] = [
  ['move, bridge to bridge', { kind: 'move', cable: vnic('home-assistant'), to: linkId('br-lab') }],
  ['move, bridge to network', { kind: 'move', cable: vnic('opnsense', 2), to: networkId('default') }],
  ['move, network to bridge', { kind: 'move', cable: vnic('k3s-1'), to: linkId('br0') }],
  ['move, network to network', { kind: 'move', cable: vnic('pihole'), to: networkId('k3s-backplane') }],
  ['move now only', { kind: 'move', cable: vnic('k3s-2'), to: linkId('br0'), persist: 'now' }],
  ['move at the next boot only', { kind: 'move', cable: vnic('k3s-2'), to: linkId('br0'), persist: 'boot' }],
  ['move of a paused VM', { kind: 'move', cable: vnic('minecraft'), to: linkId('br-lab') }],
  ['move of a shut-off VM', { kind: 'move', cable: vnic('builder'), to: linkId('br0') }],
  [
    'move of a TAP that was moved behind libvirt',
    { kind: 'move', cable: vnic('jellyfin'), to: networkId('default') },
  ],
  [
    'move back to where libvirt believes a strayed TAP to be',
    { kind: 'move', cable: vnic('jellyfin'), to: linkId('br0') },
  ],
  ['move of an orphaned TAP to its bridge', { kind: 'move', cable: vnic(`it's "temp"`), to: linkId('br0') }],
  ["move of a bare QEMU's TAP", { kind: 'move', cable: linkId('tap-haiku'), to: linkId('br-lab') }],
  ["move of a container's veth", { kind: 'move', cable: linkId('vb-grafana'), to: linkId('br-iot') }],
  ['plug a loose TAP', { kind: 'move', cable: linkId('tap-spare'), to: linkId('br0') }],
  ['attach to a bridge', { kind: 'attach', vm: vmId(uuid('k3s-1')), to: linkId('br-storage') }],
  [
    'attach to a network',
    { kind: 'attach', vm: vmId(uuid('opnsense')), to: networkId('default'), model: 'e1000' },
  ],
  ['attach to a shut-off VM', { kind: 'attach', vm: vmId(uuid('builder')), to: linkId('br0') }],
  ['detach', { kind: 'detach', cable: vnic('home-assistant', 1) }],
  ['detach from a shut-off VM', { kind: 'detach', cable: vnic('builder', 1) }],
  ['unplug a vNIC', { kind: 'unplug', cable: vnic('home-assistant') }],
  ["unplug a bare QEMU's TAP", { kind: 'unplug', cable: linkId('tap-haiku') }],
  ['link down', { kind: 'link', cable: vnic('home-assistant'), state: 'down' }],
  ['link up', { kind: 'link', cable: vnic('k3s-3', 1), state: 'up' }],
  ['link down in a definition', { kind: 'link', cable: vnic('builder'), state: 'down' }],
];

describe('edits on the demo host, through the engine', () => {
  it.each(edits)('%s: done, undone and done again', (_, edit) => thereBackAndThere(edit));

  it('move of a saved VM: its definition and its image, done, undone and done again', async () => {
    const move: Edit = { kind: 'move', cable: vnic('builder'), to: linkId('br0') };
    await thereBackAndThere(move, withImage('builder'));
    const { engine, close } = await engineOnDemo(withImage('builder'));
    expect(await applied(engine, engine.plan(move))).toBe('done');
    const builder = engine.current().snapshot.domains.find(({ name }) => name === 'builder');
    expect(builder?.saved?.map(({ source }) => source.bridge)).toEqual(['br0', 'br-storage']);
    expect(builder?.defined.map(({ source }) => source.bridge)).toEqual(['br0', 'br-storage']);
    await close();
  });

  it.each<[string, Edit]>([
    ['a paused guest', { kind: 'detach', cable: vnic('minecraft') }],
    ['a guest that is deaf', { kind: 'detach', cable: vnic('windows-xp') }],
  ])('a vNIC that %s never lets go of does not count as detached', async (_, edit) => {
    const { engine, seen, close } = await engineOnDemo();
    const before = seen();
    expect(await applied(engine, engine.plan(edit))).not.toBe('done');
    expect(seen()).toEqual(before);
    await close();
  });

  it.each<[string, Edit]>([
    ['a macvtap', { kind: 'move', cable: vnic('win11-gaming'), to: linkId('br0') }],
    ['a VF', { kind: 'move', cable: vnic('truenas', 1), to: linkId('br0') }],
    [
      'to a network that is not active',
      { kind: 'move', cable: vnic('home-assistant'), to: networkId('guest wifi') },
    ],
  ])('a live move is refused: %s', async (_, edit) => {
    const { engine, close } = await engineOnDemo();
    expect(await applied(engine, engine.plan({ ...edit, persist: 'now' } as Edit))).toMatch(/^refused: /);
    await close();
  });
});

/** The homelab, in which a VM that is off was saved while it ran as it is defined. */
function withImage(name: string): Homelab {
  const lab = homelab();
  const saved = (domain: DemoDomain): DemoDomain => ({ ...domain, saved: domain.defined });
  return {
    ...lab,
    domains: lab.domains.map((domain) => (domain.name === name ? saved(domain) : domain)),
  };
}
