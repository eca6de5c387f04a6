import { expect, it } from 'vitest';
import { parseCardFunctions } from '#shared/parse/cardFunctions.ts';
import { parsePciParents } from '#shared/parse/pciParents.ts';

// Written by hand after the kernel's source: no machine of the tests has an SR-IOV card.

it('reads a card’s virtual functions, their drivers, and a virtual function’s own card', () => {
  const at = (link: string, place: string, ...fields: string[]) =>
    fields.map((field) => `/sys/class/net/${link}/device/${place}uevent:${field}\n`).join('');
  const text = [
    at('enp5s0f0', 'virtfn10/', 'DRIVER=vfio-pci', 'PCI_CLASS=20000', 'PCI_SLOT_NAME=0000:05:12.4'),
    at('enp5s0f0', 'virtfn2/', 'PCI_SLOT_NAME=0000:05:10.4', 'MODALIAS=pci:v00008086'),
    at('enp5s0f0', 'virtfn3/', 'PCI_SLOT_NAME=../../etc'),
    at('enp5s0f0v1', 'physfn/', 'DRIVER=igb', 'PCI_SLOT_NAME=0000:05:00.0'),
    at('eth0', '', 'DRIVER=e1000', 'PCI_SLOT_NAME=10000:e1:00.0'),
    at('eth1', '', 'DRIVER=virtio_net', 'MODALIAS=virtio:d00000001'),
    'grep: x\n',
  ].join('');
  expect(parseCardFunctions(text)).toEqual({
    enp5s0f0: {
      address: null,
      pf: null,
      vfs: [
        { index: 2, address: '0000:05:10.4', driver: null },
        { index: 10, address: '0000:05:12.4', driver: 'vfio-pci' },
      ],
    },
    enp5s0f0v1: { address: null, pf: '0000:05:00.0', vfs: [] },
    eth0: { address: '10000:e1:00.0', pf: null, vfs: [] },
    eth1: { address: null, pf: null, vfs: [] },
  });
});

it('reads whose virtual function a device is', () => {
  const file = '/sys/bus/pci/devices/0000:05:10.4/physfn/uevent';
  expect(parsePciParents(`${file}:DRIVER=igb\n${file}:PCI_SLOT_NAME=0000:05:00.0\nx\n`)).toEqual({
    '0000:05:10.4': '0000:05:00.0',
  });
});
