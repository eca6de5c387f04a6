import { expect, it } from 'vitest';
import { fakeDomain } from './support/fakeLibvirt.ts';
import { printed } from './support/scriptedHost.ts';
import { scriptedReader } from './support/scriptedReader.ts';

const hostdev = (bus: string) =>
  `<hostdev mode='subsystem' type='pci'><source><address bus='0x${bus}' slot='0x00' function='0x0'/></source></hostdev>`;

/** A host whose cards have these classes; which addresses were asked for is kept. */
function withCards(classes: Readonly<Record<string, string>>) {
  const parts = scriptedReader();
  const asked: string[][] = [];
  const grep = (argv: readonly string[]) => {
    const files = argv.filter((word) => word.startsWith('/sys/bus/pci/') && word.endsWith('/class'));
    if (files.length === 0) return printed('', '', 1);
    asked.push(files.map((file) => file.split('/')[5] ?? ''));
    const rows = Object.entries(classes).map(([address, code]) => [
      `/sys/bus/pci/devices/${address}/class`,
      code,
    ]);
    const found = rows.filter(([file]) => files.includes(file ?? ''));
    return printed(found.map((row) => `${row.join(':')}\n`).join(''), '', 2);
  };
  parts.host.script('grep', grep);
  return { ...parts, asked, grep };
}

it('learns what a passed-through card is with the VMs, and asks again only when a VM changes', async () => {
  const { reader, libvirt, asked } = withCards({ '0000:04:00.0': '0x020000', '0000:05:00.0': '0x030000' });
  libvirt.domains = [fakeDomain(1, { live: [hostdev('04'), hostdev('05'), hostdev('06')] })];
  const { snapshot } = await reader.poll(60_000);
  expect(snapshot.pciClasses).toEqual({ '0000:04:00.0': 0x02_00_00, '0000:05:00.0': 0x03_00_00 });
  await reader.poll(60_000);
  expect(asked).toEqual([['0000:04:00.0', '0000:05:00.0', '0000:06:00.0']]);
  libvirt.domains = [fakeDomain(2, { live: [hostdev('06')] })];
  await reader.poll(60_000);
  expect(asked[1]).toEqual(['0000:06:00.0']);
});

it('asks for nothing where no VM has such a card', async () => {
  const { reader, libvirt, asked } = withCards({});
  libvirt.domains = [fakeDomain(1)];
  expect((await reader.poll(60_000)).snapshot.pciClasses).toEqual({});
  expect(asked).toEqual([]);
});

it('remembers what a card is when it can no longer be read', async () => {
  const { reader, libvirt, host } = withCards({ '0000:04:00.0': '0x020000' });
  libvirt.domains = [fakeDomain(1, { live: [hostdev('04')] })];
  await reader.poll(60_000);
  host.script('grep', () => ({ kind: 'missing', program: 'grep' }));
  libvirt.domains = [fakeDomain(1, { live: [hostdev('04'), hostdev('05')] })];
  await reader.poll(60_000);
  expect(reader.snapshot().pciClasses).toEqual({ '0000:04:00.0': 0x02_00_00 });
});

it('learns what a card is that a command line hands to a VM which nothing manages', async () => {
  const { reader, host, asked, grep } = withCards({ '0000:04:00.0': '0x020000' });
  host.script('find', () => printed('/proc/344/fd/12\0/dev/net/tun\0'));
  host.script('grep', (argv) => {
    if (argv.includes('^iff:')) return printed('/proc/344/fdinfo/12:iff:\ttap0\n');
    if (!argv.includes('/proc/344/cmdline')) return grep(argv);
    const words = ['qemu-system-x86_64', '-name', 'fw', '-device', 'vfio-pci,host=04:00.0,id=card'];
    return printed(words.map((word) => `/proc/344/cmdline:${word}\0`).join(''));
  });
  const snapshot = await reader.read();
  expect(snapshot.pciClasses).toEqual({ '0000:04:00.0': 0x02_00_00 });
  await reader.read();
  expect(asked).toEqual([['0000:04:00.0']]);
});
