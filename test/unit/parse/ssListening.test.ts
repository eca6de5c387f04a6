import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseDhcpServers } from '#shared/parse/ssListening.ts';

const recorded = readFileSync(join(import.meta.dirname, '../../fixtures/parse/ss-dhcp-root.txt'), 'utf8');

function read(text: string) {
  const servers = parseDhcpServers(text);
  return servers.ok ? servers.value : servers.message;
}

describe('the sockets of DHCP servers', () => {
  it('are read as recorded: three of libvirt’s networks, and a second one beside one of them', () => {
    expect(read(recorded)).toEqual(
      [
        ['virbr0', 1270],
        ['virbr0', 1086],
        ['virbr2', 302],
        ['virbr1', 268],
      ].map(([link, pid]) => ({ link, address: null, processes: [{ pid, program: 'dnsmasq' }] })),
    );
  });

  it('are read without their processes, as another user sees them', () => {
    expect(read('UNCONN 0      0      0.0.0.0%virbr2:67 0.0.0.0:*\n')).toEqual([
      { link: 'virbr2', address: null, processes: [] },
    ]);
  });

  it('are told apart by what they are bound to', () => {
    const text = [
      'UNCONN 0      0      *%virbr0:67       *:*',
      'UNCONN 0 0 192.168.1.1:67 0.0.0.0:* users:(("kea-dhcp4",pid=7,fd=12))',
      'UNCONN 0 0 0.0.0.0:67 0.0.0.0:* users:(("dhcpd",pid=8,fd=7),("dhcpd",pid=8,fd=9),("sh",pid=9,fd=7))',
    ];
    expect(read(text.join('\n'))).toEqual([
      { link: 'virbr0', address: null, processes: [] },
      { link: null, address: '192.168.1.1', processes: [{ pid: 7, program: 'kea-dhcp4' }] },
      {
        link: null,
        address: null,
        processes: [
          { pid: 8, program: 'dhcpd' },
          { pid: 9, program: 'sh' },
        ],
      },
    ]);
  });

  it('are none where nothing is printed, and not known where something else is', () => {
    expect(read('')).toEqual([]);
    expect(read('State Recv-Q Send-Q')).toContain('ss');
  });
});
