import { describe, expect, it } from 'vitest';
import { nodeActions } from '#renderer/actions/nodeActions.ts';
import { factsOf } from '#renderer/panels/inspector/facts.ts';
import { aBridge, aTap, aVeth } from '../support/facts.ts';
import { topologyOf } from '../support/graph.ts';
import { pveFacts } from '../support/pveTree.ts';
import { nodeIn } from './support.ts';

// The files are hand-written after Proxmox VE's documentation: test/fixtures/pve/README.md

const topology = topologyOf({
  links: [
    aBridge('vmbr0'),
    aTap('tap100i0', 'fwbr100i0'),
    aBridge('fwbr100i0'),
    aVeth('fwln100i0', 'fwpr100p0', { master: 'fwbr100i0', slaveKind: 'bridge' }),
    aVeth('fwpr100p0', 'fwln100i0', { master: 'vmbr0', slaveKind: 'bridge' }),
  ],
  pve: pveFacts(),
});

const told = (id: string) =>
  Object.fromEntries(factsOf(topology, nodeIn(topology, id)).map(({ label, value }) => [label, value]));

describe('of a VM of Proxmox VE', () => {
  it('its id and its keeper are told', () => {
    expect(told('vm:pve-100')).toMatchObject({
      Hypervisor: 'QEMU, managed by Proxmox VE',
      'Proxmox VE id': '100',
      Autostart: 'yes',
    });
  });

  it('each field of a NIC is told as it is on file, with what waits for the next start', () => {
    expect(told('vnic:pve-100/bc:24:11:00:01:01')).toMatchObject({
      'On file': 'net1 on vmbr0',
      'VLAN tag': '20',
      Firewall: 'off',
      'Rate limit': '12.5 MB/s',
      Queues: '4',
      MTU: '1400',
      Line: 'e1000=BC:24:11:00:01:01,bridge=vmbr0,tag=20,rate=12.5,mtu=1400,queues=4',
      'Waits for the next start': 'e1000=BC:24:11:00:01:01,bridge=vmbr1,rate=12.5,mtu=1400,queues=4',
    });
    expect(told('vnic:pve-102/bc:24:11:00:02:01')).toMatchObject({ Trunks: '20;30-32' });
    expect(told('vnic:pve-102/bc:24:11:00:02:02')).toMatchObject({
      'On file': 'net2 on user networking (NAT by QEMU)',
    });
  });

  it('the firewall’s bridges can be shown from whatever is on the way, and from nothing else', () => {
    const has = (id: string) =>
      nodeActions(topology, nodeIn(topology, id)).some((action) => action.id === 'firewalls');
    for (const id of ['link:tap100i0', 'link:fwbr100i0', 'link:fwpr100p0', 'vnic:pve-100/bc:24:11:00:01:00'])
      expect([id, has(id)]).toEqual([id, true]);
    for (const id of ['link:vmbr0', 'vm:pve-100', 'vnic:pve-102/bc:24:11:00:02:00'])
      expect([id, has(id)]).toEqual([id, false]);
  });
});
