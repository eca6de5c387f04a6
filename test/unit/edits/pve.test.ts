import { describe, expect, it } from 'vitest';
import type { Edit } from '#shared/edits/model.ts';
import { withPveFields } from '#shared/edits/pveLine.ts';
import { judgeTarget } from '#shared/edits/targets.ts';
import type { PveGuest } from '#shared/host/pve.ts';
import { findLink } from '#shared/host/snapshot.ts';
import { mismatch } from '#shared/ops/condition.ts';
import { kindOf } from '#shared/ops/kinds.ts';
import { isSamePveNet } from '#shared/ops/pve/pveGuest.ts';
import { buildTopology } from '#shared/topology/build.ts';
import { linkId } from '#shared/topology/model.ts';
import { aBridge, allSources, aSnapshot, aTap, aVeth } from '../support/facts.ts';
import { pveFacts } from '../support/pveTree.ts';
import { commandsOf, FRESH_MAC, planned, refusalOf } from './support/plans.ts';

// The files and links are hand-written after Proxmox VE's documentation: test/fixtures/pve/README.md

const port = { slaveKind: 'bridge' };
const snapshot = aSnapshot({
  sources: allSources(),
  links: [
    aBridge('vmbr0'),
    aBridge('vmbr0v20'),
    aBridge('vmbr1'),
    aTap('tap100i0', 'fwbr100i0'),
    aBridge('fwbr100i0'),
    aVeth('fwln100i0', 'fwpr100p0', { master: 'fwbr100i0', ...port }),
    aVeth('fwpr100p0', 'fwln100i0', { master: 'vmbr0', ...port }),
    aTap('tap100i1', 'vmbr0v20'),
    aVeth('veth101i0', { netnsId: 3 }, { master: 'vmbr0', ...port }),
  ],
  pve: pveFacts(),
});

const net0 = 'vnic:pve-100/bc:24:11:00:01:00';
const net1 = 'vnic:pve-100/bc:24:11:00:01:01';

describe('an edit of a guest of Proxmox VE is its own command', () => {
  it.each<[string, Edit, string, 'both' | 'boot']>([
    [
      'to another bridge keeps the firewall',
      { kind: 'move', cable: net0, to: linkId('vmbr1') },
      "qm set 100 --net0 'virtio=BC:24:11:00:01:00,bridge=vmbr1,firewall=1'",
      'both',
    ],
    [
      'by its TAP is the same',
      { kind: 'move', cable: linkId('tap100i0'), to: linkId('vmbr1') },
      "qm set 100 --net0 'virtio=BC:24:11:00:01:00,bridge=vmbr1,firewall=1'",
      'both',
    ],
    [
      'to the bridge of a VLAN is one of its tag',
      { kind: 'move', cable: net0, to: linkId('vmbr0v20') },
      "qm set 100 --net0 'virtio=BC:24:11:00:01:00,bridge=vmbr0,firewall=1,tag=20'",
      'both',
    ],
    ['that detaches removes it', { kind: 'detach', cable: net0 }, 'qm set 100 --delete net0', 'both'],
    [
      'that unplugs the guest’s cable',
      { kind: 'link', cable: net0, state: 'down' },
      "qm set 100 --net0 'virtio=BC:24:11:00:01:00,bridge=vmbr0,firewall=1,link_down=1'",
      'both',
    ],
    [
      'that changes model and MAC',
      { kind: 'vnic-change', cable: net0, model: 'e1000', mac: '52:54:00:aa:00:0f' },
      "qm set 100 --net0 'e1000=52:54:00:AA:00:0F,bridge=vmbr0,firewall=1'",
      'both',
    ],
    [
      'that plugs in again takes the mark away',
      { kind: 'link', cable: 'vnic:pve-102/bc:24:11:00:02:00', state: 'up' },
      "qm set 102 --net0 'virtio=BC:24:11:00:02:00,bridge=vmbr0'",
      'boot',
    ],
    [
      'that attaches takes the first number that is free, and a MAC of its own',
      { kind: 'attach', vm: 'vm:pve-103', to: linkId('vmbr1') },
      `qm set 103 --net1 'virtio=${FRESH_MAC.toUpperCase()},bridge=vmbr1'`,
      'boot',
    ],
    [
      'that attaches is like the guest’s other cards',
      { kind: 'attach', vm: 'vm:pve-100', to: linkId('vmbr1') },
      `qm set 100 --net2 'virtio=${FRESH_MAC.toUpperCase()},bridge=vmbr1,firewall=1'`,
      'both',
    ],
    [
      'of a container that is off, another MAC',
      { kind: 'vnic-change', cable: 'vnic:lxc/104/bc:24:11:00:00:14', model: null, mac: '52:54:00:aa:00:0f' },
      "pct set 104 --net0 'name=eth0,bridge=vmbr1,hwaddr=52:54:00:AA:00:0F,ip=dhcp,tag=30,type=veth'",
      'boot',
    ],
    [
      'that attaches to a container names its card',
      { kind: 'attach', vm: 'container:lxc/104', to: linkId('vmbr0') },
      `pct set 104 --net1 'name=eth1,hwaddr=${FRESH_MAC.toUpperCase()},type=veth,bridge=vmbr0'`,
      'boot',
    ],
  ])('%s', (_, edit, command, lasts) => {
    const plan = planned(snapshot, edit);
    expect(commandsOf(plan)).toEqual([command]);
    expect(plan).toMatchObject({ lasts, persistChoices: [lasts] });
    expect(plan.steps[0]?.rights).toBe('root');
  });

  it('is proved by the file and by the kernel, past the firewall’s bridge', () => {
    const [step] = planned(snapshot, { kind: 'move', cable: net0, to: linkId('vmbr1') }).steps;
    const value = 'virtio=BC:24:11:00:01:00,bridge=vmbr1,firewall=1';
    expect(step?.expects).toEqual([
      { is: 'pve-net', id: 100, index: 0, side: 'now', value },
      { is: 'pve-plugged', link: 'tap100i0', bridge: 'vmbr1' },
    ]);
    const inverse = step?.inverseCommands.map(({ argv }) => argv.at(-1));
    expect(inverse).toEqual(['virtio=BC:24:11:00:01:00,bridge=vmbr0,firewall=1']);
  });

  it('leaves what it would do on the picture: the joint of the firewall moves', () => {
    const op = planned(snapshot, { kind: 'move', cable: net0, to: linkId('vmbr1') }).steps[0]?.op;
    if (op === undefined) throw new Error('no step');
    const after = kindOf(op).after(op, snapshot);
    expect(findLink(after, 'tap100i0')?.master).toBe('fwbr100i0');
    expect(findLink(after, 'fwpr100p0')?.master).toBe('vmbr1');
    for (const condition of kindOf(op).expects(op, snapshot)) expect(mismatch(condition, after)).toBe('');
    for (const condition of kindOf(op).expects(op, snapshot))
      expect(mismatch(condition, snapshot)).not.toBe('');
  });

  it('waits for the next start where hotplug of cards is off and another card is needed', () => {
    const cold = withGuest(100, { hotplugsNics: false });
    const plan = planned(cold, { kind: 'vnic-change', cable: net0, model: 'e1000', mac: null });
    expect(plan).toMatchObject({ lasts: 'boot', title: 'Change web’s net0' });
    expect(plan.steps[0]?.expects).toMatchObject([{ is: 'pve-net', side: 'next' }]);
    expect(plan.steps[0]?.inverseCommands[0]?.argv).toEqual(['qm', 'set', '100', '--revert', 'net0']);
    // The present card only goes to another bridge.
    expect(planned(cold, { kind: 'move', cable: net0, to: linkId('vmbr1') }).lasts).toBe('both');
  });

  it('offers what can be connected while it is dragged', () => {
    const topology = buildTopology(snapshot, 1);
    expect(judgeTarget(topology, { kind: 'cable', id: net0 }, linkId('vmbr1'))).toEqual({ ok: true });
    expect(judgeTarget(topology, { kind: 'socket', vm: 'vm:pve-100' }, linkId('vmbr1'))).toEqual({
      ok: true,
    });
    expect(judgeTarget(topology, { kind: 'cable', id: net0 }, linkId('fwbr100i0'))).toMatchObject({
      ok: false,
    });
  });

  it.each<[string, Edit, string]>([
    ['that leaves it on no bridge', { kind: 'unplug', cable: net0 }, 'keeps each NIC of web on a bridge'],
    [
      'onto the bridge of a firewall',
      { kind: 'move', cable: net0, to: linkId('fwbr100i0') },
      'belongs to the firewall of Proxmox VE',
    ],
    [
      'that is so already',
      { kind: 'move', cable: net0, to: linkId('vmbr0') },
      'web’s net0 is already set like this.',
    ],
    [
      'while a change of that card waits',
      { kind: 'link', cable: net1, state: 'down' },
      'already waits for the next start of web',
    ],
    ['for now only', { kind: 'move', cable: net0, to: linkId('vmbr1'), persist: 'now' }, 'saves each change'],
  ])('%s is refused', (_, edit, why) => {
    expect(refusalOf(snapshot, edit).why).toContain(why);
  });

  it('names the command that reverts what waits', () => {
    expect(refusalOf(snapshot, { kind: 'link', cable: net1, state: 'down' }).command).toBe(
      'qm set 100 --revert net1',
    );
  });

  it('is refused while Proxmox VE has locked the guest', () => {
    const locked = withGuest(100, { lock: 'backup' });
    expect(refusalOf(locked, { kind: 'detach', cable: net0 }).why).toBe(
      'web is locked in Proxmox VE (backup).',
    );
  });

  it('is refused where its files can’t be read', () => {
    const unread = aSnapshot({
      links: snapshot.links,
      tapHolders: [{ link: 'tap100i1', pid: 7 }],
      vmProcesses: [
        {
          pid: 7,
          name: 'web',
          uuid: null,
          libvirt: false,
          vmm: 'qemu' as const,
          program: 'qemu-system-x86_64',
          pveId: 100,
          nics: [{ netdev: 'net1', mac: null, defaultMac: null, model: null, ifname: 'tap100i1', fds: [] }],
        },
      ],
    });
    expect(refusalOf(unread, { kind: 'move', cable: linkId('tap100i1'), to: linkId('vmbr1') })).toMatchObject(
      {
        why: expect.stringContaining('web is a VM of Proxmox VE'),
        advice: 'Change it there: in its web interface, or with qm set.',
      },
    );
  });
});

describe('a value that Proxmox VE has written', () => {
  it.each([
    ['virtio=BC:24:11:00:01:00,bridge=vmbr0', 'bridge=vmbr0,virtio=bc:24:11:00:01:00', true],
    ['virtio=BC:24:11:00:01:00,bridge=vmbr0', 'model=virtio,macaddr=BC:24:11:00:01:00,bridge=vmbr0', true],
    ['virtio,bridge=vmbr0', 'virtio=BC:24:11:00:01:00,bridge=vmbr0', true],
    ['virtio=BC:24:11:00:01:00,bridge=vmbr0', 'virtio=BC:24:11:00:01:00,bridge=vmbr1', false],
    ['virtio=BC:24:11:00:01:00,bridge=vmbr0', 'virtio=BC:24:11:00:01:00,bridge=vmbr0,firewall=1', false],
  ])('%s is %s: %s', (wanted, shown, isSame) => {
    expect(isSamePveNet(wanted, shown)).toBe(isSame);
  });
});

function withGuest(id: number, over: Partial<PveGuest>) {
  const { pve } = snapshot;
  if (pve === undefined) throw new Error('no guests');
  const guests = pve.guests.map((guest) => (guest.id === id ? { ...guest, ...over } : guest));
  return { ...snapshot, pve: { ...pve, guests } };
}

describe('a line of Proxmox VE', () => {
  it.each([
    ['virtio=A,bridge=x,firewall=1', { bridge: 'y' }, 'virtio=A,bridge=y,firewall=1'],
    ['bridge=x,model=e1000,macaddr=A', { model: 'virtio', macaddr: 'B' }, 'bridge=x,model=virtio,macaddr=B'],
    ['virtio', { macaddr: 'B', bridge: 'y' }, 'virtio=B,bridge=y'],
    ['virtio=A,tag=5,trunks=1;2', { tag: null }, 'virtio=A,trunks=1;2'],
    ['virtio=A,unknown=a=b', { link_down: '1' }, 'virtio=A,unknown=a=b,link_down=1'],
  ])('%s', (value, fields, changed) => {
    expect(withPveFields(value, fields)).toBe(changed);
  });
});
