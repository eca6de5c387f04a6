import { expect, it } from 'vitest';
import type { VmNic, VmProcess } from '#shared/host/process.ts';
import { aBridge, aTap } from '../../support/facts.ts';
import { foundOn, toldOn } from '../../support/foundOn.ts';

const A = '52:54:00:aa:00:01';
const B = '52:54:00:bb:00:01';

function nic(netdev: string, mac: string, ifname: string | null): VmNic {
  return { netdev, mac, defaultMac: null, model: 'virtio-net-pci', ifname, fds: [] };
}

/** A QEMU that nothing manages, with two NICs on two TAPs that its command line names or not. */
function host([a, b]: readonly [string | null, string | null], over: Partial<VmProcess> = {}) {
  const plain = {
    vmm: 'qemu',
    program: 'qemu-system-x86_64',
    name: 'plain',
    uuid: null,
    libvirt: false,
  } as const;
  return {
    links: [aBridge('br0'), aTap('tap1', 'br0'), aTap('tap2', 'br0')],
    tapHolders: [
      { link: 'tap1', pid: 7 },
      { link: 'tap2', pid: 7 },
    ],
    vmProcesses: [{ ...plain, pid: 7, nics: [nic('n0', A, a), nic('n1', B, b)], ...over }],
  };
}

it('is told of each NIC that nothing tells the TAP of, once', () => {
  const found = foundOn('cable-ambiguous', host([null, null]));
  expect(found.map(({ severity, subject, repairs }) => [severity, subject[0], repairs])).toEqual([
    ['warning', `vnic:qemu-plain/${A}`, []],
    ['warning', `vnic:qemu-plain/${B}`, []],
  ]);
  expect(found[0]?.why).toContain('holds tap1, tap2, and nothing tells which is behind which vNIC');
  expect(found[0]?.subject).toEqual(expect.arrayContaining(['link:tap1', 'link:tap2']));
});

it('is nothing where the command line names them, or a MAC was learned behind each', () => {
  expect(toldOn('cable-ambiguous', host(['tap1', 'tap2']))).toEqual([]);
  const row = { master: 'br0', vlan: null, permanent: false };
  const fdb = [
    { ...row, mac: A, link: 'tap2' },
    { ...row, mac: B, link: 'tap1' },
  ];
  expect(toldOn('cable-ambiguous', { ...host([null, null]), fdb })).toEqual([]);
});
