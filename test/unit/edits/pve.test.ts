import { describe, expect, it } from 'vitest';
import type { Edit } from '#shared/edits/model.ts';
import { withPveFields } from '#shared/edits/pveLine.ts';
import { judgeTarget } from '#shared/edits/targets.ts';
import { buildTopology } from '#shared/topology/build.ts';
import { linkId } from '#shared/topology/model.ts';
import { aBridge, aSnapshot, aTap, aVeth } from '../support/facts.ts';
import { pveFacts } from '../support/pveTree.ts';
import { refusalOf } from './support/plans.ts';

// The files and links are hand-written after Proxmox VE's documentation: test/fixtures/pve/README.md

const port = { slaveKind: 'bridge' };
const snapshot = aSnapshot({
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

describe('an edit of a VM of Proxmox VE', () => {
  it.each<[string, Edit, string]>([
    [
      'to another bridge keeps the firewall',
      { kind: 'move', cable: net0, to: linkId('vmbr1') },
      "qm set 100 --net0 'virtio=BC:24:11:00:01:00,bridge=vmbr1,firewall=1'",
    ],
    [
      'by its TAP is the same',
      { kind: 'move', cable: linkId('tap100i0'), to: linkId('vmbr1') },
      "qm set 100 --net0 'virtio=BC:24:11:00:01:00,bridge=vmbr1,firewall=1'",
    ],
    [
      'to the bridge of a VLAN is one of its tag',
      { kind: 'move', cable: net0, to: linkId('vmbr0v20') },
      "qm set 100 --net0 'virtio=BC:24:11:00:01:00,bridge=vmbr0,firewall=1,tag=20'",
    ],
    [
      'starts from what waits for the next start, which would be lost else',
      { kind: 'link', cable: net1, state: 'down' },
      "qm set 100 --net1 'e1000=BC:24:11:00:01:01,bridge=vmbr1,rate=12.5,mtu=1400,queues=4,link_down=1'",
    ],
    [
      'that disconnects unplugs its cable',
      { kind: 'unplug', cable: linkId('tap100i0') },
      "qm set 100 --net0 'virtio=BC:24:11:00:01:00,bridge=vmbr0,firewall=1,link_down=1'",
    ],
    ['that detaches removes it', { kind: 'detach', cable: net0 }, 'qm set 100 --delete net0'],
    [
      'that changes model and MAC',
      { kind: 'vnic-change', cable: net0, model: 'e1000', mac: '52:54:00:aa:00:0f' },
      "qm set 100 --net0 'e1000=52:54:00:AA:00:0F,bridge=vmbr0,firewall=1'",
    ],
    [
      'that plugs in again takes the mark away',
      { kind: 'link', cable: 'vnic:pve-102/bc:24:11:00:02:00', state: 'up' },
      "qm set 102 --net0 'virtio=BC:24:11:00:02:00,bridge=vmbr0'",
    ],
    [
      'that attaches takes the first number that is free',
      { kind: 'attach', vm: 'vm:pve-103', to: linkId('vmbr1') },
      "qm set 103 --net1 'virtio,bridge=vmbr1'",
    ],
    [
      'of a container is one by pct, and starts from what waits too',
      { kind: 'move', cable: linkId('veth101i0'), to: linkId('vmbr1') },
      "pct set 101 --net0 'name=eth0,bridge=vmbr1,gw=192.168.1.1,hwaddr=BC:24:11:00:00:11,ip=192.168.1.53/24,type=veth'",
    ],
    [
      'of a container that is off, another MAC',
      { kind: 'vnic-change', cable: 'vnic:lxc/104/bc:24:11:00:00:14', model: null, mac: '52:54:00:aa:00:0f' },
      "pct set 104 --net0 'name=eth0,bridge=vmbr1,hwaddr=52:54:00:AA:00:0F,ip=dhcp,tag=30,type=veth'",
    ],
    [
      'that attaches to a container names its card',
      { kind: 'attach', vm: 'container:lxc/104', to: linkId('vmbr0') },
      "pct set 104 --net1 'name=eth1,bridge=vmbr0'",
    ],
  ])('%s', (_, edit, command) => {
    const refusal = refusalOf(snapshot, edit);
    expect(refusal.why).toMatch(/is a (VM|container) of Proxmox VE/);
    expect(refusal.command).toBe(command);
  });

  it('is refused while it is dragged, too', () => {
    const topology = buildTopology(snapshot, 1);
    for (const id of [net0, linkId('tap100i0'), linkId('tap100i1')])
      expect(judgeTarget(topology, { kind: 'cable', id }, linkId('vmbr1'))).toMatchObject({
        ok: false,
        why: expect.stringContaining('Proxmox VE'),
        command: expect.stringContaining('bridge=vmbr1'),
      });
    expect(judgeTarget(topology, { kind: 'socket', vm: 'vm:pve-100' }, linkId('vmbr1'))).toMatchObject({
      ok: false,
      why: expect.stringContaining('Proxmox VE'),
    });
  });

  it('is refused without a command where its files can’t be read', () => {
    const unread = aSnapshot({
      links: snapshot.links,
      tapHolders: [{ link: 'tap100i1', pid: 7 }],
      qemuProcesses: [
        {
          pid: 7,
          name: 'web',
          uuid: null,
          libvirt: false,
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
