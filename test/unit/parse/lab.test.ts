import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseBridgeFdb } from '#shared/parse/bridgeFdb.ts';
import { parseDhcpLeases } from '#shared/parse/dhcpLeases.ts';
import { parseDomainXml } from '#shared/parse/domainXml.ts';
import { parseDomifaddr } from '#shared/parse/domifaddr.ts';
import { parseDomiflist } from '#shared/parse/domiflist.ts';
import { parseInterfaceXml } from '#shared/parse/interfaceXml.ts';
import { parseIpAddr } from '#shared/parse/ipAddr.ts';
import { explainIp } from '#shared/parse/ipError.ts';
import { parseIpLink } from '#shared/parse/ipLink.ts';
import { classifyMonitorLine } from '#shared/parse/ipMonitor.ts';
import { parseIpNeigh } from '#shared/parse/ipNeigh.ts';
import { parseIpRoute } from '#shared/parse/ipRoute.ts';
import { parseLinkSpeeds } from '#shared/parse/linkSpeeds.ts';
import { parseNetworkXml } from '#shared/parse/networkXml.ts';
import { parseTapHolders } from '#shared/parse/tapHolders.ts';
import { explainVirsh } from '#shared/parse/virshError.ts';
import { parseVirshEvent } from '#shared/parse/virshEvent.ts';
import { parseUuidNames, parseUuids } from '#shared/parse/virshList.ts';
import { serialise } from '#shared/parse/xmlWrite.ts';
import { parseVmProcess } from '../support/vmProcess.ts';
import { fixture, okValue } from './fixture.ts';

// What the recordings of test/fixtures/lab say must agree with one another: they are of one host at one time.

const read = (file: string) => fixture(`lab/${file}`);
const filesLike = (pattern: RegExp) =>
  readdirSync(new URL('../../fixtures/lab', import.meta.url)).filter((file) => pattern.test(file));

const links = okValue(parseIpLink(read('ip-j-d-s-link.json')));
const linkNames = links.map(({ name }) => name);

describe('the recorded VMs', () => {
  const pairs = filesLike(/^domiflist-/).map((file) => [
    file,
    file.replace(/^domiflist(.*)txt$/, 'dumpxml$1xml'),
  ]);

  it.each(pairs)('%s agrees with %s', (list, xml) => {
    const { interfaces } = okValue(parseDomainXml(read(xml ?? '')));
    expect(interfaces.length).toBeGreaterThan(0);
    expect(okValue(parseDomiflist(read(list ?? '')))).toEqual(
      interfaces.map(({ type, mac, model, targetDev, source }) => ({
        interface: targetDev,
        type,
        source: source.network ?? source.bridge ?? source.dev,
        model,
        mac,
      })),
    );
  });

  it.each(filesLike(/^dumpxml-.*\.xml$/))('each interface of %s is written as libvirt printed it', (file) => {
    for (const { xml } of okValue(parseDomainXml(read(file))).interfaces) {
      expect(read(file)).toContain(xml);
      expect(serialise(okValue(parseInterfaceXml(xml)))).toBe(xml);
    }
  });

  it('are listed by name and UUID', () => {
    const listed = okValue(parseUuidNames(read('list-all-uuid-name.txt')));
    const described = filesLike(/^dumpxml-(?!inactive)/).map((file) => okValue(parseDomainXml(read(file))));
    expect(listed).toHaveLength(described.length);
    expect(listed).toEqual(expect.arrayContaining(described.map(({ uuid, name }) => ({ uuid, name }))));
    const persistent = okValue(parseUuids(read('list-persistent-uuid.txt')));
    const transient = okValue(parseUuids(read('list-transient-uuid.txt')));
    expect([...persistent, ...transient].sort()).toEqual(listed.map(({ uuid }) => uuid).sort());
  });

  it('have their TAPs among the links, and each TAP its holder', () => {
    const taps = filesLike(/^dumpxml-(?!inactive)/)
      .flatMap((file) => okValue(parseDomainXml(read(file))).interfaces)
      .flatMap(({ targetDev }) => targetDev ?? []);
    expect(taps.length).toBeGreaterThan(8);
    expect(linkNames).toEqual(expect.arrayContaining(taps));
    const held = okValue(parseTapHolders(read('tap-holders.txt'))).map(({ link }) => link);
    expect(held).toEqual(expect.arrayContaining(taps.filter((tap) => !tap.startsWith('macvtap'))));
  });

  it('run as QEMU processes with the MACs of their interfaces', () => {
    const qemu = parseVmProcess(1, read('cmdline-libvirt-web_01.bin'));
    const { uuid, name, interfaces } = okValue(parseDomainXml(read('dumpxml-web_01.xml')));
    expect(qemu).toMatchObject({
      uuid,
      name,
      libvirt: true,
      vmm: 'qemu' as const,
      program: 'qemu-system-x86_64',
    });
    expect(qemu?.nics.map(({ mac }) => mac)).toEqual(interfaces.map(({ mac }) => mac));
    expect(parseVmProcess(1, read('cmdline-bare.bin'))).toMatchObject({
      libvirt: false,
      vmm: 'qemu' as const,
      program: 'qemu-system-x86_64',
      uuid: null,
    });
  });
});

describe('the recorded networks', () => {
  it.each(filesLike(/^net-dumpxml-(?!inactive|asleep)/))('%s stands on a bridge of the host', (file) => {
    expect(linkNames).toContain(okValue(parseNetworkXml(read(file))).bridge);
  });

  it('that sleep stand on none', () => {
    expect(linkNames).not.toContain(okValue(parseNetworkXml(read('net-dumpxml-asleep.xml'))).bridge);
  });

  it.each(filesLike(/^net-dumpxml-inactive/))('%s tells the same network', (file) => {
    expect(okValue(parseNetworkXml(read(file)))).toEqual(
      okValue(parseNetworkXml(read(file.replace('-inactive', '')))),
    );
  });

  it('gave the guest the lease that its addresses show, and that the host can reach', () => {
    const [lease] = okValue(parseDhcpLeases(read('net-dhcp-leases-default.txt')));
    expect(okValue(parseDomifaddr(read('domifaddr-lease-guest.txt')))).toEqual([
      { mac: lease?.mac, address: lease?.address },
    ]);
    expect(okValue(parseIpNeigh(read('ip-j-neigh.json')))).toContainEqual(
      expect.objectContaining({ mac: lease?.mac, address: lease?.address, link: 'virbr0' }),
    );
  });
});

describe('the recorded links', () => {
  it('hold every link that addresses, routes, FDB and speeds name', () => {
    const named = [
      ...okValue(parseIpAddr(read('ip-j-addr.json'))),
      ...okValue(parseIpRoute(read('ip-j-route.json'), 'inet')),
      ...okValue(parseIpRoute(read('ip-j-6-route.json'), 'inet6')),
      ...okValue(parseBridgeFdb(read('bridge-j-fdb.json'))),
    ].flatMap(({ link }) => link ?? []);
    const speeds = Object.keys(okValue(parseLinkSpeeds(read('link-speeds.txt'))));
    expect(named.length).toBeGreaterThan(50);
    expect(speeds.length).toBeGreaterThan(10);
    expect(linkNames).toEqual(expect.arrayContaining([...named, ...speeds]));
  });

  it('have ports on the masters that the FDB names', () => {
    for (const { link, master } of okValue(parseBridgeFdb(read('bridge-j-fdb.json')))) {
      const known = links.find(({ name }) => name === link);
      // A bridge is its own master in its FDB.
      if (master !== null && master !== link) expect(known?.master).toBe(master);
    }
  });
});

describe('the recorded events', () => {
  it('are all read, but for their closing line', () => {
    const lines = read('event-all-loop.txt')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('events received'));
    expect(lines.length).toBeGreaterThan(5);
    expect(lines.map(parseVirshEvent)).not.toContain(null);
  });

  it.each(['ip-monitor.txt', 'ip-monitor-link.txt', 'bridge-monitor.txt'])(
    '%s tells of changes and loses none',
    (file) => {
      const meanings = read(file).split('\n').map(classifyMonitorLine);
      expect(meanings).toContain('change');
      expect(meanings).not.toContain('overflow');
    },
  );
});

describe('the recorded errors', () => {
  const errors = readdirSync(new URL('../../fixtures/lab/errors', import.meta.url));

  it.each(errors)('%s is known', (file) => {
    const stderr = read(`errors/${file}`).replace(/^#.*\n/, '');
    const explanation = file.startsWith('ip-') ? explainIp(stderr) : explainVirsh(stderr);
    const isDenied = /permission|permitted|read-only/.test(file);
    expect(explanation).toMatchObject({ status: isDenied ? 'denied' : 'failed' });
  });
});
