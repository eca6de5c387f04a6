import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { Containers } from '#electron/engine/read/containers.ts';
import type { Link } from '#shared/host/link.ts';
import { parseIpLink } from '#shared/parse/ipLink.ts';
import { pveOutput } from '../support/pveTree.ts';
import { printed, ScriptedHost } from './support/scriptedHost.ts';
import { RECORDED, scriptedReader } from './support/scriptedReader.ts';

const MINUTE = 60_000;
const fixture = (name: string) =>
  readFileSync(new URL(`../../fixtures/containers/${name}`, import.meta.url), 'utf8');

const recorded = parseIpLink(RECORDED.link ?? '');
const links = recorded.ok ? recorded.value : [];
const pair = links.find(({ infoKind }) => infoKind === 'veth') as Link;
const bridge = links.find(({ infoKind }) => infoKind === 'bridge') as Link;

/** A veth whose other end is in the namespace of that number. */
const vethInto = (netnsId: number): Link => ({
  ...pair,
  name: `veth${netnsId}`,
  ifindex: 100 + netnsId,
  lower: { name: null, ifindex: 2, netnsId },
});

const inside = (netnsId: number) =>
  JSON.stringify([
    {
      ...{ ifindex: 2, link_index: 100 + netnsId, ifname: 'eth0', flags: ['UP'], link_netnsid: 0 },
      ...{ link_type: 'ether', address: `02:42:ac:11:00:0${netnsId}`, linkinfo: { info_kind: 'veth' } },
      addr_info: [],
    },
  ]);

interface System {
  readonly cgroup: string;
  /** The command line of what started each of its processes. */
  readonly monitor?: string;
  readonly links: readonly Link[];
  readonly docker?: true;
  readonly podman?: true;
  readonly named?: true;
}

const id = '5a'.repeat(32);
const SYSTEMS: Readonly<Record<string, System>> = {
  docker: {
    cgroup: `0::/system.slice/docker-${id}.scope`,
    links: [{ ...bridge, name: 'docker0' }],
    docker: true,
  },
  podman: {
    cgroup: `0::/machine.slice/libpod-${id}.scope`,
    links: [{ ...bridge, name: 'podman1' }],
    podman: true,
  },
  lxc: { cgroup: '0::/lxc.payload.web', links: [] },
  incus: { cgroup: '0::/lxc.payload.web', links: [], monitor: '[lxc monitor] /var/lib/incus/containers web' },
  nspawn: { cgroup: '0::/machine.slice/machine-web.scope', links: [] },
  'ip netns': { cgroup: '', links: [], named: true },
};

/** What one host prints that has so many containers, or namespaces, of a system. */
function hostOf(system: System | null) {
  const numbers: number[] = [];
  const state = { links: system?.links ?? [], mark: '2    eth0            1     0     333300000001' };
  const host = new ScriptedHost({
    lsns: () => {
      const own = { ns: 1, pid: 1, netnsid: 'unassigned', nsfs: null };
      const others = numbers.map((n) => ({
        ns: 10 + n,
        pid: 4000 + n,
        ppid: 3000 + n,
        netnsid: `${n}`,
        nsfs: null,
      }));
      return printed(JSON.stringify({ namespaces: system?.named ? [own] : [own, ...others] }));
    },
    ip: () => printed(JSON.stringify(system?.named ? numbers.map((n) => ({ name: `ns${n}`, id: n })) : [])),
    grep: (argv) => {
      if (argv.includes('-rsHE')) return printed(fixture('podman-network-files.txt'));
      const lines = argv.flatMap((word) => {
        const pid = /^\/proc\/(\d+)\/comm$/.exec(word)?.[1];
        if (pid === '1')
          return ['/proc/1/comm:init', '/proc/1/net/dev_mcast:own', '/proc/self/net/dev_mcast:own'];
        const parent = /^\/proc\/\d+\/cmdline$/.exec(word)?.[0];
        if (parent !== undefined)
          return system?.monitor === undefined ? [] : [`${parent}:${system.monitor}\0`];
        return pid === undefined
          ? []
          : [
              `/proc/${pid}/comm:sleep`,
              `/proc/${pid}/cgroup:${system?.cgroup}`,
              `/proc/${pid}/net/dev_mcast:${state.mark}`,
            ];
      });
      return printed([...lines, ...(system?.docker ? ['/run/docker.pid:77'] : [])].join('\n'));
    },
    find: (argv) =>
      printed(
        argv
          .flatMap((word) => {
            const n = /^\/proc\/400(\d)\/ns\/net$|^\/run\/netns\/ns(\d)$/.exec(word)?.slice(1).join('');
            return n === undefined ? [] : [`\0${word}\0${inside(Number(n))}\n`];
          })
          .join(''),
      ),
    docker: (argv) => printed(fixture(argv[1] === 'ps' ? 'docker-ps.txt' : 'docker-network-inspect.txt')),
    podman: () => printed(fixture('podman-ps.txt')),
  });
  const clock = { now: Date.parse('2026-11-20T12:00:00Z') };
  const containers = new Containers(
    host,
    () => state.links,
    () => new Date(clock.now),
  );
  const add = () => {
    const number = numbers.push(numbers.length + 1);
    state.links = [...state.links, vethInto(number)];
  };
  /** Reads once; which programs were run. */
  const refresh = async () => {
    clock.now += 30_000;
    const reading = await containers.read(undefined);
    if (!('facts' in reading)) throw new Error(reading.status);
    return { ran: host.takeRan().map(([program]) => program), facts: reading.facts };
  };
  return { add, clock, containers, refresh, state };
}

it.each([
  ['docker', 2, ['docker']],
  ['podman', 2, ['podman', 'grep']],
  ['lxc', 1, []],
  ['incus', 1, []],
  ['nspawn', 1, []],
  ['ip netns', 1, []],
] as const)(
  '%s costs a refresh %i processes at most, and one where nothing changes',
  async (name, most, own) => {
    const { add, containers, refresh } = hostOf(SYSTEMS[name] ?? null);
    add();
    const first = await refresh();
    expect(first.facts?.namespaces).toMatchObject([{ netnsId: 1, nics: [{ name: 'eth0' }] }]);
    expect(containers.isUnfinished).toBe(false);
    for (let turn = 0; turn < 8; turn += 1) expect((await refresh()).ran.length).toBe(1);
    add();
    add();
    const programs: string[] = [];
    let turns = 0;
    do {
      const { ran } = await refresh();
      expect(ran.length).toBeLessThanOrEqual(most);
      programs.push(...ran);
      turns += 1;
    } while (containers.isUnfinished && turns < 10);
    expect(turns).toBeLessThanOrEqual(5);
    const { facts, ran } = await refresh();
    expect(ran.length).toBe(1);
    expect(facts?.namespaces.map(({ nics }) => nics?.length)).toEqual([1, 1, 1]);
    for (const program of own.slice(0, 1)) expect(programs).toContain(program);
  },
);

it('tells a container of Incus by its monitor before it is shown', async () => {
  const { add, refresh } = hostOf(SYSTEMS.incus ?? null);
  add();
  expect((await refresh()).facts?.namespaces).toMatchObject([{ container: { runtime: 'incus', id: 'web' } }]);
});

it('costs nothing for ten minutes where there is none', async () => {
  const { refresh, clock } = hostOf(null);
  expect((await refresh()).ran.sort()).toEqual(['grep', 'ip', 'lsns']);
  for (let turn = 0; turn < 5; turn += 1) expect((await refresh()).ran).toEqual([]);
  clock.now += 10 * MINUTE;
  expect((await refresh()).ran.length).toBe(1);
});

it('looks inside again, by one process, where something has changed there', async () => {
  const { add, containers, refresh, state } = hostOf(SYSTEMS.lxc ?? null);
  add();
  add();
  await refresh();
  state.mark += '; more';
  expect((await refresh()).ran).toEqual(['grep']);
  expect(containers.isUnfinished).toBe(true);
  expect((await refresh()).ran).toEqual(['find']);
  expect(containers.isUnfinished).toBe(false);
});

it('costs one process for Proxmox VE, and none for ten minutes where it is absent', async () => {
  const { host, reader, clock } = scriptedReader();
  const isPve = (argv: readonly string[]) => argv.includes('/etc/pve/lxc');
  const count = async () => {
    host.takeRan();
    clock.now += MINUTE;
    await reader.read();
    return host.takeRan().filter(isPve).length;
  };
  expect([await count(), await count()]).toEqual([1, 0]);
  host.script('grep', (argv) => (isPve(argv) ? printed(pveOutput()) : printed('', '', 1)));
  clock.now += 10 * MINUTE;
  expect([await count(), await count()]).toEqual([1, 1]);
});
