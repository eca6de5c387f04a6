import { readdirSync, readFileSync } from 'node:fs';
import type { Domain } from '#shared/host/domain.ts';
import type { Network } from '#shared/host/network.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { parseBridgeFdb } from '#shared/parse/bridgeFdb.ts';
import { parseDhcpLeases } from '#shared/parse/dhcpLeases.ts';
import { parseDomainXml } from '#shared/parse/domainXml.ts';
import { parseIpAddr } from '#shared/parse/ipAddr.ts';
import { parseIpLink } from '#shared/parse/ipLink.ts';
import { parseIpNeigh } from '#shared/parse/ipNeigh.ts';
import { parseIpRoute } from '#shared/parse/ipRoute.ts';
import { parseLinkSpeeds } from '#shared/parse/linkSpeeds.ts';
import { parseNetworkXml } from '#shared/parse/networkXml.ts';
import type { Parsed } from '#shared/parse/result.ts';
import { parseTapHolders } from '#shared/parse/tapHolders.ts';
import { aSnapshot } from './facts.ts';
import { parseVmProcess } from './vmProcess.ts';

const fixtures = new URL('../../fixtures/', import.meta.url);

function recorded(name: string): string {
  return readFileSync(new URL(name, fixtures), 'utf8');
}

function value<T>(parsed: Parsed<T>): T {
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.value;
}

/** A VM as two recorded XML files tell it. */
function recordedDomain(path: string, key: string, over: Partial<Domain> = {}): Domain {
  const live = value(parseDomainXml(recorded(`${path}dumpxml-${key}.xml`)));
  const defined = value(parseDomainXml(recorded(`${path}dumpxml-inactive-${key}.xml`)));
  const { uuid, name } = live;
  const running: Domain = {
    uuid,
    name,
    state: 'running',
    active: true,
    persistent: true,
    autostart: false,
    live: live.interfaces,
    defined: defined.interfaces,
  };
  return { ...running, ...over };
}

function recordedNetwork(path: string, key: string, active: boolean): Network {
  const network = value(parseNetworkXml(recorded(`${path}net-dumpxml-${key}.xml`)));
  return { ...network, active, autostart: false, persistent: true };
}

/** The first recorded host: `web 01` with a vNIC of every type, `it's "q"` with the same MAC, `off1` shut off. */
export function recordedHost(): HostSnapshot {
  return aSnapshot({
    links: value(parseIpLink(recorded('ip-j-d-s-link.json'))),
    addresses: value(parseIpAddr(recorded('ip-j-addr.json'))),
    fdb: value(parseBridgeFdb(recorded('bridge-j-fdb.json'))),
    domains: [
      recordedDomain('', 'web_01'),
      recordedDomain('', 'it_s__q_'),
      recordedDomain('', 'off1', { state: 'shut off', active: false, live: [] }),
    ],
    networks: ['default', 'hostbr', 'lab_net_2'].map((key) => recordedNetwork('', key, true)),
  });
}

/** The lab as it was recorded: hostile names, a duplicate MAC, twins, a QEMU without libvirt, guests with addresses. */
export function recordedLab(): HostSnapshot {
  const keys = readdirSync(new URL('lab/', fixtures)).flatMap(
    (file) => /^dumpxml-(?!inactive)(.*)\.xml$/.exec(file)?.[1] ?? [],
  );
  const special: Readonly<Record<string, Partial<Domain>>> = {
    '1': { state: 'shut off', active: false, live: [] },
    paused_vm: { state: 'paused' },
    transient: { persistent: false, defined: [] },
  };
  const leases = value(parseDhcpLeases(recorded('lab/net-dhcp-leases-default.txt')));
  const bare = pidHolding('tap0');
  return aSnapshot({
    links: value(parseIpLink(recorded('lab/ip-j-d-s-link.json'))),
    addresses: value(parseIpAddr(recorded('lab/ip-j-addr.json'))),
    routes: value(parseIpRoute(recorded('lab/ip-j-route.json'), 'inet')),
    neighbours: value(parseIpNeigh(recorded('lab/ip-j-neigh.json'))),
    fdb: value(parseBridgeFdb(recorded('lab/bridge-j-fdb.json'))),
    domains: keys.map((key) => recordedDomain('lab/', key, special[key])),
    networks: [
      ...['default', 'hostbr', 'lab_net_2', 'routed'].map((key) => recordedNetwork('lab/', key, true)),
      recordedNetwork('lab/', 'asleep', false),
    ],
    leases: leases.map((lease) => ({ ...lease, network: 'default' })),
    tapHolders: value(parseTapHolders(recorded('lab/tap-holders.txt'))),
    vmProcesses: [
      parseVmProcess(bare, recorded('lab/cmdline-bare.bin')) ?? [],
      parseVmProcess(pidHolding('vnet3'), recorded('lab/cmdline-libvirt-web_01.bin')) ?? [],
    ].flat(),
    linkSpeeds: value(parseLinkSpeeds(recorded('lab/link-speeds.txt'))),
  });
}

function pidHolding(tap: string): number {
  const holder = value(parseTapHolders(recorded('lab/tap-holders.txt'))).find(({ link }) => link === tap);
  if (holder === undefined) throw new Error(`nobody holds ${tap} in the recording`);
  return holder.pid;
}
