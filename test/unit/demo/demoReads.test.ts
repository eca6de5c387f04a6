import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { homelab } from '#electron/demo/homelab/homelab.ts';
import { parseBridgeFdb } from '#shared/parse/bridgeFdb.ts';
import { parseDhcpLeases } from '#shared/parse/dhcpLeases.ts';
import { parseDomainXml } from '#shared/parse/domainXml.ts';
import { parseDomifaddr } from '#shared/parse/domifaddr.ts';
import { parseDomiflist } from '#shared/parse/domiflist.ts';
import { parseIpAddr } from '#shared/parse/ipAddr.ts';
import { parseIpLink } from '#shared/parse/ipLink.ts';
import { parseIpNeigh } from '#shared/parse/ipNeigh.ts';
import { parseIpRoute } from '#shared/parse/ipRoute.ts';
import { parseNetworkXml } from '#shared/parse/networkXml.ts';
import type { Parsed } from '#shared/parse/result.ts';
import { batchScript, splitBatch } from '#shared/parse/virshBatch.ts';
import { parseUuidNames, parseUuids } from '#shared/parse/virshList.ts';
import { quickDemo } from './asking.ts';

const lab = homelab();
const { ask, virsh, ip } = quickDemo();

function understood<T>(result: Parsed<T>): T {
  if (!result.ok) throw new Error(result.message);
  return result.value;
}

const fixture = (name: string) => readFileSync(new URL(`../../fixtures/${name}`, import.meta.url), 'utf8');

describe('ip and bridge on the demo host', () => {
  it('tells every link of the model', async () => {
    const links = understood(parseIpLink((await ip('-j', '-d', '-s', 'link', 'show')).stdout));
    expect(links.map((link) => [link.name, link.ifindex, link.master])).toEqual(
      lab.links.map((link) => [link.name, link.ifindex, link.master]),
    );
    const byName = new Map(links.map((link) => [link.name, link]));
    expect(byName.get('vnet3')).toMatchObject({
      mac: 'fe:54:00:4a:55:10',
      operState: 'UNKNOWN',
      slaveKind: 'bridge',
    });
    expect(byName.get('enp3s0.20')).toMatchObject({ vlan: { id: 20 }, lower: { name: 'enp3s0' } });
    expect(byName.get('bond0')).toMatchObject({ infoKind: 'bond', bondMode: '802.3ad', carrier: true });
    expect(byName.get('enp1s0f0')).toMatchObject({ slaveKind: 'bond', master: 'bond0' });
    expect(byName.get('enp5s0')).toMatchObject({ up: true, carrier: false, operState: 'DOWN' });
    expect(byName.get('enp6s0')?.vfs[0]).toMatchObject({ index: 0, mac: '52:54:00:2f:5a:02' });
    expect(byName.get('vb-grafana')).toMatchObject({ infoKind: 'veth', lower: { name: null, netnsId: 0 } });
    expect(byName.get('macvtap0')).toMatchObject({ macvlanMode: 'bridge', lower: { name: 'enp4s0' } });
    expect(byName.get('tap-spare')).toMatchObject({ tun: { type: 'tap', persist: true }, carrier: false });
  });

  it('prints the same keys as the real ip, for the kinds that were recorded', async () => {
    const shapes = (text: string) =>
      new Map((JSON.parse(text) as Json[]).map((link) => [shapeKind(link), link]));
    const real = shapes(fixture('ip-j-d-s-link.json'));
    const demo = shapes((await ip('-j', '-d', '-s', 'link', 'show')).stdout);
    for (const kind of ['tun on bridge', 'bridge', 'macvtap']) {
      const [ours, theirs] = [demo.get(kind), real.get(kind)];
      expect(Object.keys(ours ?? {})).toEqual(Object.keys(theirs ?? {}));
      expect(Object.keys(ours?.linkinfo ?? {})).toEqual(Object.keys(theirs?.linkinfo ?? {}));
      expect(theirs?.linkinfo?.info_data).toMatchObject(
        Object.fromEntries(
          Object.keys(ours?.linkinfo?.info_data ?? {}).map((key) => [key, expect.anything()]),
        ),
      );
    }
    const keys = (text: string) => Object.keys((JSON.parse(text) as Json[])[0] ?? {});
    expect(keys((await ip('-j', 'addr', 'show')).stdout)).toEqual(keys(fixture('ip-j-addr.json')));
  });

  it('tells addresses, the default route and neighbours', async () => {
    expect(understood(parseIpAddr((await ip('-j', 'addr', 'show')).stdout))).toContainEqual({
      link: 'br0',
      family: 'inet',
      address: '192.168.1.10',
      prefixLength: 24,
      scope: 'global',
    });
    expect(understood(parseIpRoute((await ip('-j', 'route', 'show')).stdout, 'inet'))[0]).toMatchObject({
      destination: 'default',
      gateway: '192.168.1.1',
      link: 'br0',
    });
    expect(understood(parseIpRoute((await ip('-j', '-6', 'route', 'show')).stdout, 'inet6'))).toEqual([]);
    expect(understood(parseIpNeigh((await ip('-j', 'neigh', 'show')).stdout))).toHaveLength(
      lab.neighbours.filter(({ state }) => state !== 'unasked').length,
    );
  });

  it('has learned the MAC of each guest that talks, and a MAC of two guests on one port only', async () => {
    const rows = understood(parseBridgeFdb((await ask(['bridge', '-j', 'fdb', 'show'])).stdout));
    const learned = rows.filter((row) => row.master !== null && !row.permanent);
    expect(learned).toContainEqual({
      mac: '52:54:00:7e:11:f1',
      link: 'vnet9',
      master: 'br-iot',
      vlan: null,
      permanent: false,
    });
    expect(learned.filter((row) => row.mac === '52:54:00:53:53:53')).toHaveLength(1);
    expect(learned.some((row) => row.link === 'vnet20')).toBe(false);
  });

  it('counts traffic that only grows, while it flows', async () => {
    let now = 0;
    const { ip: ask } = quickDemo(() => now);
    const read = async () =>
      new Map(
        understood(parseIpLink((await ask('-j', '-d', '-s', 'link')).stdout)).map((l) => [
          l.name,
          l.counters,
        ]),
      );
    let before = await read();
    for (let step = 0; step < 30; step++) {
      now += 2000;
      const after = await read();
      for (const [name, counters] of after)
        expect(counters?.rxBytes, name).toBeGreaterThanOrEqual(before.get(name)?.rxBytes ?? Infinity);
      before = after;
    }
    const start = new Map(
      understood(parseIpLink((await quickDemo(() => 0).ip('-j', '-s', 'link')).stdout)).map((l) => [
        l.name,
        l.counters,
      ]),
    );
    expect(before.get('vnet11')?.rxBytes).toBeGreaterThan(start.get('vnet11')?.rxBytes ?? Infinity);
    expect(before.get('vnet20')).toEqual(start.get('vnet20'));
  });
});

describe('virsh on the demo host', () => {
  it('answers a batch of the reader section by section, whatever the names', async () => {
    const uuids = lab.domains.map((domain) => domain.uuid);
    const script = batchScript(
      [
        ['list', '--all', '--uuid', '--name'],
        ['domstate', '--', `it's "temp"`],
        ['domstate', '--', 'nobody; list'],
        ['list', '--all', '--uuid', '--autostart'],
        ['net-list', '--all', '--uuid'],
      ],
      'n0nce',
    );
    const { stdout, stderr } = await virsh(script);
    const [names, temp, nobody, autostart, networks] = understood(splitBatch(stdout, 'n0nce', 5));
    expect(new Set(understood(parseUuidNames(names ?? '')).map((row) => row.uuid))).toEqual(new Set(uuids));
    expect(temp).toBe('running\n');
    expect(nobody).toBe('');
    expect(stderr).toBe("error: failed to get domain 'nobody; list'\n");
    expect(understood(parseUuids(autostart ?? ''))).toEqual(
      lab.domains.filter((domain) => domain.autostart).map((domain) => domain.uuid),
    );
    const byName = [...lab.networks].sort((one, other) => one.name.localeCompare(other.name));
    expect(understood(parseUuids(networks ?? ''))).toEqual(byName.map((network) => network.uuid));
  });

  it('shows each interface of the model in domiflist and in the XML, live and inactive', async () => {
    for (const domain of lab.domains) {
      for (const [flag, vnics] of [
        ['', domain.live],
        ['--inactive', domain.defined],
      ] as const) {
        if (vnics.length === 0) continue;
        const rows = understood(parseDomiflist((await virsh(`domiflist ${domain.uuid} ${flag}`)).stdout));
        expect(rows.map((row) => [row.mac, row.interface])).toEqual(vnics.map((v) => [v.mac, v.targetDev]));
        const xml = understood(parseDomainXml((await virsh(`dumpxml ${domain.uuid} ${flag}`)).stdout));
        expect(xml.name).toBe(domain.name);
        expect(xml.interfaces.map((i) => [i.mac, i.targetDev, i.model, i.alias, i.linkState])).toEqual(
          vnics.map((v) => [v.mac, v.targetDev, v.model, v.alias, v.linkState]),
        );
      }
    }
  });

  it('shows a running vNIC of a forward=bridge network as libvirt does: type bridge, source the network', async () => {
    const rows = understood(parseDomiflist((await virsh('domiflist pihole')).stdout));
    expect(rows).toEqual([
      { interface: 'vnet5', type: 'bridge', source: 'lan', model: 'virtio', mac: '52:54:00:53:53:53' },
    ]);
    const xml = understood(parseDomainXml((await virsh('dumpxml pihole')).stdout));
    expect(xml.interfaces[0]).toMatchObject({ type: 'bridge', source: { network: 'lan', bridge: 'br0' } });
  });

  it('tells networks and leases', async () => {
    for (const network of lab.networks) {
      const { active: _a, autostart: _b, persistent: _c, mac: _d, ip: _e, leases, ...facts } = network;
      const xml = understood(parseNetworkXml((await virsh(`net-dumpxml ${network.uuid}`)).stdout));
      expect(xml).toMatchObject(facts);
      const rows = understood(parseDhcpLeases((await virsh(`net-dhcp-leases '${network.name}'`)).stdout));
      expect(rows.map((row) => [row.mac, row.address, row.hostname])).toEqual(
        leases.map((lease) => [lease.mac, lease.address, lease.hostname]),
      );
    }
  });

  it('lets only a full connection ask the guest agent, and says who has none', async () => {
    const withRights = quickDemo().edit;
    expect((await virsh('domifaddr nextcloud --source agent')).stderr).toContain('operation forbidden');
    const answer = await withRights(['-q', 'domifaddr', 'nextcloud', '--source', 'agent']);
    expect(understood(parseDomifaddr(answer.stdout)).map((row) => row.address)).toEqual([
      '127.0.0.1',
      '192.168.1.30',
      '10.10.10.30',
    ]);
    expect((await withRights(['domifaddr', 'pihole', '--source', 'agent'])).stderr).toContain(
      'is not configured',
    );
    expect((await withRights(['domifaddr', 'builder', '--source', 'agent'])).stderr).toContain(
      'is not running',
    );
  });

  it('prints tables with the header of the real ones', async () => {
    const header = (text: string) => text.split('\n')[0]?.trim().split(/ {3,}/);
    const { edit } = quickDemo();
    expect(header((await edit(['domiflist', 'opnsense'])).stdout)).toEqual(
      header(fixture('domiflist-web_01.txt')),
    );
  });

  it.each([
    ['frobnicate', "error: unknown command: 'frobnicate'\n"],
    ['echo a; frobnicate', "error: unknown command: 'frobnicate'\n"],
    ['list --sideways', "error: command 'list' doesn't support option --sideways\n"],
    ['domiflist', "error: command 'domiflist' requires <domain> option\n"],
    ['list surplus', "error: unexpected data 'surplus'\n"],
    ['echo "half', 'error: missing "\n'],
  ])('refuses %j as a whole', async (script, stderr) => {
    expect(await virsh(script)).toEqual({ kind: 'exited', exitCode: 1, stdout: '', stderr });
  });

  it('takes a name of digits for an id', async () => {
    expect((await virsh('domstate 13')).stdout).toBe('paused\n');
  });
});

describe('what the demo host does not know', () => {
  it.each([
    [['ip', 'frob'], 1, 'Object "frob" is unknown, try "ip help".\n'],
    [['ip', 'link', 'frob'], 255, 'Command "frob" is unknown, try "ip link help".\n'],
    [['ip', '-j', 'link', 'show', 'dev', 'nope'], 1, 'Device "nope" does not exist.\n'],
    [['bridge', 'frob'], 255, 'Object "frob" is unknown, try "bridge help".\n'],
  ] as const)('%j', async (argv, exitCode, stderr) => {
    expect(await ask([...argv] as [string, ...string[]])).toEqual({
      kind: 'exited',
      exitCode,
      stdout: '',
      stderr,
    });
  });

  it('says of a program that it is missing', async () => {
    const { host } = quickDemo();
    expect(await host.run({ argv: ['ovs-vsctl', 'show'] }, { timeoutMs: 1000 })).toEqual({
      kind: 'missing',
      program: 'ovs-vsctl',
    });
  });
});

interface Json {
  readonly ifname: string;
  readonly linkinfo?: {
    readonly info_kind?: string;
    readonly info_slave_kind?: string;
    readonly info_data?: object;
  };
}

function shapeKind({ linkinfo }: Json): string {
  const kind = linkinfo?.info_kind ?? 'plain';
  return linkinfo?.info_slave_kind === undefined ? kind : `${kind} on ${linkinfo.info_slave_kind}`;
}
