import { describe, expect, it } from 'vitest';
import type { Edit } from '#shared/edits/model.ts';
import type { DomainInterface } from '#shared/host/domain.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { linkId, networkId, vmId, vnicId } from '#shared/topology/model.ts';
import { Engine } from '../../../../electron/engine/engine.ts';
import { homelab } from '../../../../electron/hosts/demo/homelab/homelab.ts';
import { quickDemo } from './asking.ts';

const { domains } = homelab();

function uuid(name: string): string {
  return domains.find((domain) => domain.name === name)?.uuid ?? '';
}

/** The nth vNIC of a VM, counted from 0. */
function vnic(name: string, index = 0): string {
  const domain = domains.find((one) => one.name === name);
  return vnicId(uuid(name), (domain?.live[index] ?? domain?.defined[index])?.mac ?? '');
}

/** Where every cable is, in what does not change with a new TAP: a vNIC by its MAC, a TAP by whom it backs. */
function cabling({ domains, links }: HostSnapshot): object {
  const master = (name: string | null) => links.find((link) => link.name === name)?.master ?? null;
  const plug = ({ mac, model, source, linkState }: DomainInterface) => [mac, model, source, linkState];
  const byMac = (one: { mac: string | null }, other: { mac: string | null }) =>
    (one.mac ?? '').localeCompare(other.mac ?? '');
  return {
    vnics: domains.map((domain) => ({
      name: domain.name,
      live: [...domain.live].sort(byMac).map((one) => [...plug(one), master(one.targetDev)]),
      defined: [...domain.defined].sort(byMac).map(plug),
    })),
    others: links.filter(({ name }) => !/^vnet/.test(name)).map(({ name, master, up }) => [name, master, up]),
  };
}

/** An engine on the demo host, whose clock jumps over every wait. */
async function engineOnDemo() {
  const { host, ip } = quickDemo();
  let now = 0;
  const clock = {
    now: () => now,
    sleep: async (ms: number) => {
      now += ms;
    },
  };
  const engine = new Engine(host, { pollMs: () => 60_000, lock: async () => 'none', clock });
  engine.start();
  await engine.refresh();
  const seen = () => cabling(engine.current().snapshot);
  const close = async () => {
    await engine.stop();
    await host.close();
  };
  return { engine, ip, seen, close };
}

async function applied(engine: Engine, planned: ReturnType<Engine['plan']>): Promise<string> {
  if (!planned.ok) return `refused: ${planned.refusal.why}`;
  const { outcome, message, steps } = await engine.apply(planned.plan.id);
  return outcome === 'done' ? 'done' : `${outcome}: ${message} ${JSON.stringify(steps)}`;
}

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
  it.each(edits)('%s: done, undone and done again', async (_, edit) => {
    const { engine, seen, close } = await engineOnDemo();
    const before = seen();
    expect(await applied(engine, engine.plan(edit))).toBe('done');
    const after = seen();
    expect(after).not.toEqual(before);
    expect(await applied(engine, engine.planUndo())).toBe('done');
    expect(seen()).toEqual(before);
    expect(await applied(engine, engine.planRedo())).toBe('done');
    expect(seen()).toEqual(after);
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
