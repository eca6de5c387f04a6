import { describe, expect, it } from 'vitest';
import type { Edit, Repair } from '#shared/edits/model.ts';
import type { PveGuest } from '#shared/host/pve.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { buildTopology } from '#shared/topology/build.ts';
import { repairsOf } from '../support/differences.ts';
import { aBridge, allSources, aSnapshot, aTap, aVeth } from '../support/facts.ts';
import { pveFacts } from '../support/pveTree.ts';
import { commandsOf, planned, refusalOf } from './support/plans.ts';

// The files and links are hand-written after Proxmox VE's documentation: test/fixtures/pve/README.md

const port = { slaveKind: 'bridge' };
const net0 = 'vnic:pve-100/bc:24:11:00:01:00';
const net1 = 'vnic:pve-100/bc:24:11:00:01:01';
const added = 'vnic:pve-103/bc:24:11:00:03:02';
const removed = 'vnic:pve-103/bc:24:11:00:03:01';

interface Given {
  /** The bridge that the joint of 100’s firewall is on. */
  readonly joint?: string | null;
  readonly filters?: boolean;
  readonly guest?: Partial<PveGuest>;
}

function host({ joint = 'vmbr0', filters = false, guest = {} }: Given = {}): HostSnapshot {
  const pve = pveFacts();
  const own = joint === null ? {} : { master: joint, ...port };
  return aSnapshot({
    sources: allSources(),
    links: [
      aBridge('vmbr0', { bridge: { vlanFiltering: filters } }),
      aBridge('vmbr0v20'),
      aBridge('vmbr1'),
      aTap('tap100i0', 'fwbr100i0'),
      aBridge('fwbr100i0'),
      aVeth('fwln100i0', 'fwpr100p0', { master: 'fwbr100i0', ...port }),
      aVeth('fwpr100p0', 'fwln100i0', own),
      aTap('tap100i1', 'vmbr0v20'),
      aTap('tap103i0', 'vmbr1'),
      aTap('tap103i1', 'vmbr1'),
    ],
    pve: { ...pve, guests: pve.guests.map((each) => (each.id === 100 ? { ...each, ...guest } : each)) },
  });
}

const repair = (name: Repair, cable: string): Edit => ({ kind: 'repair', cable, repair: name });
const offered = (snapshot: HostSnapshot, id: string) =>
  repairsOf(buildTopology(snapshot, 1), id).map(({ conflict, repairs }) => [
    conflict.code,
    repairs.map(({ edit }) => edit.repair),
  ]);

describe('a cable of Proxmox VE that the kernel has elsewhere than the file', () => {
  it('goes where the file has it, by the joint of its firewall', () => {
    const moved = host({ joint: 'vmbr1' });
    expect(offered(moved, 'link:tap100i0')).toContainEqual(['pve-bridge', ['pve-replug']]);
    const plan = planned(moved, repair('pve-replug', net0));
    expect(commandsOf(plan)).toEqual(['ip link set dev fwpr100p0 master vmbr0']);
    expect(plan.title).toBe('Reconnect web’s net0 (tap100i0) to vmbr0');
    expect(plan.effects.join(' ')).toContain('tap100i0 is on vmbr1.');
  });

  it('is connected again where it hangs loose', () => {
    const loose = host({ joint: null });
    expect(offered(loose, net0)).toContainEqual(['orphaned', ['pve-replug']]);
    const plan = planned(loose, repair('pve-replug', net0));
    expect(commandsOf(plan)).toEqual(['ip link set dev fwpr100p0 master vmbr0']);
    expect(plan.effects.join(' ')).toContain('not connected to any bridge');
  });

  it('is left to Proxmox VE where the bridge filters VLANs, or while the guest is locked', () => {
    expect(refusalOf(host({ joint: 'vmbr1', filters: true }), repair('pve-replug', net0)).why).toContain(
      'vmbr0 filters VLANs',
    );
    const locked = host({ joint: 'vmbr1', guest: { lock: 'migrate' } });
    expect(refusalOf(locked, repair('pve-replug', net0)).why).toBe('web is locked in Proxmox VE (migrate).');
    expect(refusalOf(host(), repair('pve-replug', net0)).why).toContain('already connected to vmbr0');
  });
});

describe('what waits for the next start of a guest of Proxmox VE', () => {
  it.each([
    ['a change', net1, 'qm set 100 --revert net1'],
    ['a NIC that is added', added, 'qm set 103 --revert net2'],
    ['a NIC that is removed', removed, 'qm set 103 --revert net1'],
  ])('is discarded: %s', (_, cable, command) => {
    expect(offered(host(), cable).flatMap(([, repairs]) => repairs)).toContain('pve-discard');
    const plan = planned(host(), repair('pve-discard', cable));
    expect(commandsOf(plan)).toEqual([command]);
    expect(plan.lasts).toBe('boot');
    expect(plan.steps[0]?.rights).toBe('root');
  });

  it('is set again by the undo: at once where nothing keeps it from that, and told so by its conditions', () => {
    const [atOnce] = planned(host(), repair('pve-discard', net1)).steps;
    expect(atOnce?.inverse).toMatchObject({ side: 'now' });
    // Of a running guest that gets no other card.
    const nets = pveFacts().guests.find(({ id }) => id === 100)?.nets ?? [];
    const other = nets.map((net) => (net.index === 1 ? { ...net, model: 'virtio' } : net));
    const cold = host({ guest: { hotplugsNics: false, nets: other } });
    expect(planned(cold, repair('pve-discard', net1)).steps[0]?.inverse).toMatchObject({ side: 'next' });
  });

  it('is nothing where nothing waits, and of no other VM', () => {
    expect(refusalOf(host(), repair('pve-discard', net0)).why).toContain('No change of net0 of web waits');
  });
});
