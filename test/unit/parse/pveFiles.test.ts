import { describe, expect, it } from 'vitest';
import { parsePveFiles } from '#shared/parse/pveFiles.ts';
import { parsePveNet } from '#shared/parse/pveNet.ts';
import { pveFacts, pveOutput } from '../support/pveTree.ts';

// The files are hand-written after Proxmox VE's documentation: test/fixtures/pve/README.md

const guest = (id: number) => {
  const found = pveFacts().guests.find((each) => each.id === id);
  if (found === undefined) throw new Error(`no guest ${id}`);
  return found;
};

describe('the files of Proxmox VE', () => {
  it('tell of VMs and containers by id, name and kind', () => {
    expect(pveFacts().guests.map(({ id, kind, name, onBoot }) => [id, kind, name, onBoot])).toEqual([
      [100, 'qemu', 'web', true],
      [101, 'lxc', 'dns', true],
      [102, 'qemu', 'backup', false],
      [103, 'qemu', 'router', false],
      [104, 'lxc', 'off', false],
    ]);
    expect(guest(100).uuid).toBe('5d1b6b7c-0b0e-4b8e-8a0e-7f3c6a2d1e00');
  });

  it('tell each field of a NIC', () => {
    expect(guest(100).nets).toEqual([
      expect.objectContaining({
        index: 0,
        model: 'virtio',
        mac: 'bc:24:11:00:01:00',
        bridge: 'vmbr0',
        firewall: true,
        tag: null,
        linkDown: false,
      }),
      expect.objectContaining({
        index: 1,
        model: 'e1000',
        tag: 20,
        firewall: false,
        rate: '12.5',
        mtu: 1400,
        queues: 4,
        value: 'e1000=BC:24:11:00:01:01,bridge=vmbr0,tag=20,rate=12.5,mtu=1400,queues=4',
      }),
    ]);
    expect(guest(102).nets).toMatchObject([
      { linkDown: true },
      { model: 'virtio', mac: 'bc:24:11:00:02:01', bridge: 'lab', trunks: '20;30-32' },
      { bridge: null },
    ]);
    expect(guest(101).nets).toMatchObject([
      { model: 'veth', mac: 'bc:24:11:00:00:11', guestName: 'eth0', firewall: true },
    ]);
  });

  it('take no snapshot and no special section for the present', () => {
    expect(JSON.stringify(pveFacts())).not.toMatch(/vmbr[89]|web-old|cloudinit|dns-clean/);
  });

  it('tell what waits for the next start: a changed, an added and a removed NIC', () => {
    expect(guest(100).next.map(({ bridge, tag }) => [bridge, tag])).toEqual([
      ['vmbr0', null],
      ['vmbr1', null],
    ]);
    expect(guest(103).next.map(({ index, bridge }) => [index, bridge])).toEqual([
      [0, 'vmbr1'],
      [2, 'vmbr0'],
    ]);
    expect(guest(101).next).toMatchObject([{ firewall: false }]);
    expect(guest(102).next).toEqual(guest(102).nets);
  });

  it('tell zones and vnets', () => {
    expect(pveFacts().zones).toEqual([
      { name: 'office', type: 'vlan', bridge: 'vmbr0' },
      { name: 'inner', type: 'simple', bridge: null },
    ]);
    expect(pveFacts().vnets).toEqual([
      { name: 'lab', zone: 'office', tag: 40, alias: 'The lab' },
      { name: 'quiet', zone: 'inner', tag: null, alias: null },
    ]);
  });

  it('are asked for no secret, disk or note', () => {
    expect(pveOutput()).not.toMatch(/secret|local-lvm|Web server/);
  });

  it('cost a NIC that cannot be read itself alone, and tell it', () => {
    const broken = '/etc/pve/qemu-server/100.conf:net5: bridge=vmbr0,bridge=vmbr1\n';
    const read = parsePveFiles(broken + pveOutput());
    expect(read).toMatchObject({ ok: true, odd: [{ words: expect.stringContaining('net5') }] });
    expect(parsePveFiles(broken)).toMatchObject({ ok: true, value: { guests: [{ id: 100, nets: [] }] } });
    expect(parsePveFiles('grep: what\n').ok).toBe(false);
  });
});

describe('a NIC of Proxmox VE', () => {
  it.each([
    ['', null],
    [',,', null],
    ['virtio=BC:24:11:00:00:01,model=e1000', null],
    ['virtio,e1000', null],
    ['bridge=', null],
    ['=vmbr0', null],
  ])('%j can’t be read', (value, expected) => {
    expect(parsePveNet('qemu', 0, value)).toBe(expected);
  });

  it.each([
    ['virtio', { model: 'virtio', mac: null, bridge: null }],
    ['virtio,bridge=vmbr0,firewall=yes', { model: 'virtio', mac: null, bridge: 'vmbr0', firewall: true }],
    ['virtio=nonsense,tag=abc,mtu=99999999999', { mac: null, tag: null, mtu: null }],
    ['e1000-82545em=BC:24:11:00:00:01,new-key=1', { model: 'e1000-82545em', mac: 'bc:24:11:00:00:01' }],
  ])('%j', (value, expected) => {
    expect(parsePveNet('qemu', 0, value)).toMatchObject({ ...expected, value });
  });
});
