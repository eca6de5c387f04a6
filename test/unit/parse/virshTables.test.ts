import { describe, expect, it } from 'vitest';
import { parseDhcpLeases } from '#shared/parse/dhcpLeases.ts';
import { parseDomifaddr } from '#shared/parse/domifaddr.ts';
import { parseVirshEvent } from '#shared/parse/virshEvent.ts';
import { parseUuidNames, parseUuids } from '#shared/parse/virshList.ts';
import { fixture, okValue } from './fixture.ts';

describe('parseUuidNames', () => {
  it('reads any name, a number, quotes and blanks included', () => {
    expect(okValue(parseUuidNames(fixture('list-all-uuid-name.txt')))).toEqual([
      { uuid: '7f0d8879-50da-4e97-b364-a13908a417b2', name: 'web 01' },
      { uuid: 'e75c03a2-c74d-4f47-a725-46cf40523b15', name: `it's "q"` },
      { uuid: '49d37b5b-c410-4f8e-a7b3-908c4a7f7109', name: '1' },
      { uuid: '8b7490f6-e9e4-4eb4-a917-e4d8338a0f7e', name: 'off1' },
    ]);
    expect(okValue(parseUuidNames('7F0D8879-50da-4e97-b364-a13908a417b2  - x  \n\n'))).toEqual([
      { uuid: '7f0d8879-50da-4e97-b364-a13908a417b2', name: ' - x  ' },
    ]);
  });

  it('takes off the blanks with which libvirt before 7.0 fills names up, and no others', () => {
    const uuid = '7f0d8879-50da-4e97-b364-a13908a417b2';
    const namesOf = (...names: string[]) =>
      okValue(parseUuidNames(names.map((name) => `${uuid} ${name}\n`).join(''))).map(({ name }) => name);
    const long = 'a name of more than thirty bytes ';
    // "%-30s" counts bytes: each of these is filled up to 30 of them.
    expect(
      namesOf('pihole'.padEnd(30), 'größe'.padEnd(28), '日本'.padEnd(26), '🐧'.padEnd(28), long),
    ).toEqual(['pihole', 'größe', '日本', '🐧', long]);
    expect(namesOf('short', 'ends in blanks'.padEnd(30))).toEqual(['short', 'ends in blanks'.padEnd(30)]);
  });

  it('leaves out a line that begins with no UUID, and names it', () => {
    const text = '7f0d8879-50da-4e97-b364-a13908a417b2 a\n7f0d8879-50da-4e97';
    const read = parseUuidNames(text);
    expect(okValue(read).map(({ name }) => name)).toEqual(['a']);
    expect(read).toMatchObject({ odd: [{ words: expect.stringContaining('line 2'), loss: 'missing' }] });
    expect(parseUuidNames('7f0d8879-50da-4e97')).toEqual({
      ok: false,
      message: expect.stringContaining('line 1'),
    });
  });
});

describe('parseUuids', () => {
  it('reads one in each line, or none at all', () => {
    expect(okValue(parseUuids('7f0d8879-50da-4e97-b364-a13908a417b2\n\n'))).toEqual([
      '7f0d8879-50da-4e97-b364-a13908a417b2',
    ]);
    expect(okValue(parseUuids('\n'))).toEqual([]);
    expect(parseUuids('web 01\n')).toEqual({ ok: false, message: expect.stringContaining('“web 01”') });
  });
});

describe('parseDhcpLeases', () => {
  const lease = { mac: '52:54:00:ac:00:01', address: '192.168.122.86', hostname: 'guest' };

  it.each(['net-dhcp-leases.txt', 'net-dhcp-leases-q.txt'])('reads %s', (file) => {
    expect(okValue(parseDhcpLeases(fixture(`parse/${file}`)))).toEqual([lease]);
  });

  it('reads a lease without hostname, of IPv6, and none at all', () => {
    const row = ' 2026-11-20 14:42:12   52:54:00:ac:00:01   ipv6   2001:db8::86/64   -   00:01:00:01\n';
    expect(okValue(parseDhcpLeases(row))).toEqual([{ ...lease, address: '2001:db8::86', hostname: null }]);
    expect(okValue(parseDhcpLeases('\n'))).toEqual([]);
  });

  it('refuses other text', () => {
    const error = "error: failed to get network 'x'";
    expect(parseDhcpLeases(error)).toEqual({ ok: false, message: expect.stringContaining(error) });
  });
});

describe('parseDomifaddr', () => {
  it.each(['domifaddr-lease-q.txt', 'domifaddr-lease-full.txt'])('reads %s', (file) => {
    expect(okValue(parseDomifaddr(fixture(`parse/${file}`)))).toEqual([
      { mac: '52:54:00:ac:00:01', address: '192.168.122.86' },
    ]);
  });

  it("reads several addresses of a NIC, names with blanks, and a NIC without any, after virsh's source", () => {
    const text = [
      ' lo         00:00:00:00:00:00    ipv4         127.0.0.1/8',
      ' -          -                    ipv6         ::1/128',
      ' Local Area Connection 52:54:00:AA:00:02    ipv4         10.77.0.11/24',
      ' -          -                    ipv6         fe80::5054:ff:feaa:2/64',
      ' eth1       52:54:00:aa:00:03    N/A          N/A',
      ' tun0                            ipv4         10.8.0.2/24',
      ' -          -                    ipv6         fd00::2/64',
    ].join('\n');
    expect(okValue(parseDomifaddr(text))).toEqual([
      { mac: '00:00:00:00:00:00', address: '127.0.0.1' },
      { mac: '00:00:00:00:00:00', address: '::1' },
      { mac: '52:54:00:aa:00:02', address: '10.77.0.11' },
      { mac: '52:54:00:aa:00:02', address: 'fe80::5054:ff:feaa:2' },
    ]);
  });

  it('refuses other text', () => {
    expect(parseDomifaddr('error: no agent')).toEqual({
      ok: false,
      message: expect.stringContaining('no agent'),
    });
  });
});

describe('parseVirshEvent', () => {
  it.each([
    ["event 'lifecycle' for domain web 01: Started Booted", 'web 01', 'Started Booted'],
    ["event 'device-added' for domain a: b: net1", 'a: b', 'net1'],
    ["event 'reboot' for domain web 01", 'web 01', ''],
    ["event 'tunable' for domain web 01:", 'web 01', ''],
  ])('reads a name that an older virsh puts into no quotes: %s', (line, domain, detail) => {
    expect(parseVirshEvent(line)).toMatchObject({ domain, detail });
  });

  it('reads every recorded event, whatever the name holds', () => {
    const lines = fixture('parse/event-all-loop.txt').split('\n');
    const events = lines.map(parseVirshEvent).filter((event) => event !== null);
    expect(events).toHaveLength(10);
    expect(events).toContainEqual({ event: 'lifecycle', domain: 'guest', detail: 'Suspended Paused' });
    expect(events).toContainEqual({ event: 'device-added', domain: 'guest', detail: 'net1' });
    expect(events).toContainEqual({ event: 'lifecycle', domain: "a': b'", detail: 'Defined Renamed' });
    expect(parseVirshEvent(fixture('event-all-loop.txt').split('\n')[2] ?? '')).toEqual({
      event: 'lifecycle',
      domain: `it's "q"`,
      detail: 'Resumed Unpaused',
    });
  });

  it('reads events without details and without a time', () => {
    expect(parseVirshEvent("event 'reboot' for domain 'web 01'")).toEqual({
      event: 'reboot',
      domain: 'web 01',
      detail: '',
    });
    expect(parseVirshEvent("event 'tunable' for domain 'web 01':")).toEqual({
      event: 'tunable',
      domain: 'web 01',
      detail: '',
    });
  });

  it.each(['', 'events received: 10', 'error: Disconnected from qemu:///system due to end of file'])(
    'takes %o for no event',
    (line) => {
      expect(parseVirshEvent(line)).toBeNull();
    },
  );
});
