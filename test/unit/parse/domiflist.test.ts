import { describe, expect, it } from 'vitest';
import { parseDomiflist } from '#shared/parse/domiflist.ts';
import { fixture, okValue } from './fixture.ts';

const webRows = [
  { interface: 'vnet0', type: 'bridge', source: 'br0', model: 'virtio', mac: '52:54:00:aa:00:01' },
  { interface: 'vnet1', type: 'network', source: 'lab net 2', model: 'virtio', mac: '52:54:00:aa:00:02' },
  { interface: 'macvtap0', type: 'direct', source: 'ovl', model: 'rtl8139', mac: '52:54:00:aa:00:03' },
  { interface: null, type: 'user', source: null, model: 'rtl8139', mac: '52:54:00:aa:00:04' },
  { interface: 'vnet2', type: 'bridge', source: 'hostbr', model: 'virtio', mac: '52:54:00:aa:00:05' },
];

describe('parseDomiflist', () => {
  it('reads a recorded table, with blanks in a source and dashes for what is missing', () => {
    expect(okValue(parseDomiflist(fixture('domiflist-web_01.txt')))).toEqual(webRows);
  });

  it('reads the same rows without the header, as under -q', () => {
    const quiet = fixture('domiflist-web_01.txt').split('\n').slice(2).join('\n');
    expect(okValue(parseDomiflist(quiet))).toEqual(webRows);
  });

  it('reads a VM without interfaces', () => {
    expect(okValue(parseDomiflist(''))).toEqual([]);
    expect(
      okValue(
        parseDomiflist(' Interface   Type   Source   Model   MAC\n-------------------------------------\n\n'),
      ),
    ).toEqual([]);
  });

  it('reads libvirt before 4.10: no leading blank, long values push the columns', () => {
    // Written by hand after virsh-domain-monitor.c of 4.9, which printed "%-10s %-10s %-10s %-11s %s".
    const old = [
      'Interface  Type       Source     Model       MAC',
      '-------------------------------------------------------',
      'vnet0      network    srx_left_out virtio      52:54:00:aa:00:01',
      'a-very-long-tap bridge     br0        -           52:54:00:aa:00:02',
      '-          network    lab net 2  rtl8139     52:54:00:aa:00:03',
    ].join('\n');
    expect(okValue(parseDomiflist(old))).toEqual([
      {
        interface: 'vnet0',
        type: 'network',
        source: 'srx_left_out',
        model: 'virtio',
        mac: '52:54:00:aa:00:01',
      },
      { interface: 'a-very-long-tap', type: 'bridge', source: 'br0', model: null, mac: '52:54:00:aa:00:02' },
      { interface: null, type: 'network', source: 'lab net 2', model: 'rtl8139', mac: '52:54:00:aa:00:03' },
    ]);
  });

  it.each([
    // Recorded from `virsh -q -c test:///…` 9.0: wide letters take two cells, so the columns are no offsets.
    [
      'wide letters',
      ' my tap     network   lab  net 日本 2    -        52:54:00:aa:00:01',
      'my tap',
      'network',
      'lab  net 日本 2',
    ],
    [
      'a network called like a type',
      ' vnet0   network   bridge   virtio   52:54:00:aa:00:01',
      'vnet0',
      'network',
      'bridge',
    ],
    [
      'a network that ends in a MAC',
      ' vnet0   network   a 52:54:00:bb:00:09   virtio   52:54:00:aa:00:01',
      'vnet0',
      'network',
      'a 52:54:00:bb:00:09',
    ],
    [
      'an interface called like a type',
      ' bridge   bridge   br0   virtio   52:54:00:aa:00:01',
      'bridge',
      'bridge',
      'br0',
    ],
    [
      'a type that is not known yet',
      ' vnet0   quantum   q net   virtio   52:54:00:aa:00:01',
      'vnet0',
      'quantum',
      'q net',
    ],
    [
      'a type that is not known yet and a source called like a type',
      ' vnet0   quantum   bridge   virtio   52:54:00:aa:00:01',
      'vnet0',
      'quantum',
      'bridge',
    ],
    [
      'a no-break space in a name',
      ' vnet0   network   a\u00a0b   virtio   52:54:00:aa:00:01',
      'vnet0',
      'network',
      'a\u00a0b',
    ],
  ])('takes a row with %s apart', (_, line, name, type, source) => {
    expect(okValue(parseDomiflist(`${line}\n`))).toEqual([
      expect.objectContaining({ interface: name, type, source, mac: '52:54:00:aa:00:01' }),
    ]);
  });

  it.each([
    ['an error', "error: failed to get domain 'x'"],
    [
      'a row cut in its MAC',
      ' vnet0   bridge   br0   virtio   52:54:00:aa:00:01\n vnet1   bridge   br0   virtio   52:54',
    ],
    ['a row cut before its model', ' vnet0   bridge   br0'],
  ])('refuses %s', (_, text) => {
    expect(parseDomiflist(text)).toEqual({ ok: false, message: expect.stringContaining('domiflist') });
  });
});
