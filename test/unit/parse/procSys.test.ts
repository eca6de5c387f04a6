import { expect, it } from 'vitest';
import { parseNetNamespaces } from '#shared/parse/netNamespaces.ts';
import { parsePciClasses } from '#shared/parse/pciClasses.ts';
import { parseProcessLinks } from '#shared/parse/processLinks.ts';

it('reads the network namespace of each process, and of whoever asks', () => {
  const text = [
    ...['/proc/self/ns/net', 'net:[4026531840]', '/proc/7/ns/net', 'net:[4026532249]'],
    ...['/proc/8/ns/net', '', '/proc/9/ns/mnt', 'mnt:[4026531841]', '/proc/x/ns/net', 'net:[1]', ''],
  ].join('\0');
  expect([...parseNetNamespaces(text)]).toEqual([
    ['self', 'net:[4026531840]'],
    [7, 'net:[4026532249]'],
  ]);
});

it('reads the links of a process’s own namespace, whatever they are called, among command lines', () => {
  const rows = ['    lo:       0       0', '  tapY:       0       0', ' a;b|: 1 2', '-x:123 4'].join('\n');
  const head = 'Inter-|   Receive                |  Transmit\n face |bytes    packets|bytes';
  const text = `/proc/45/cmdline:sleep\0/proc/45/net/dev:${head}\n${rows}\n\0`;
  expect([...parseProcessLinks(text)]).toEqual([[45, new Set(['lo', 'tapY', 'a;b|', '-x'])]]);
});

it('reads the class of each PCI device, and passes over what is none', () => {
  const text = [
    '/sys/bus/pci/devices/0000:04:00.0/class:0x020000',
    '/sys/bus/pci/devices/10000:e1:00.0/class:0x028000',
    '/sys/bus/pci/devices/0000:01:00.0/class:030000',
    'grep: x',
    '',
  ].join('\n');
  expect(parsePciClasses(text)).toEqual({ '0000:04:00.0': 0x02_00_00, '10000:e1:00.0': 0x02_80_00 });
});
