import { describe, expect, it } from 'vitest';
import type { RunOutcome } from '#shared/host/command.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import type { SourceReport } from '#shared/host/source.ts';
import { fakeDomain, fakeNetwork, uuid } from './support/fakeLibvirt.ts';
import { reportOf } from './support/reports.ts';
import { printed } from './support/scriptedHost.ts';
import { fixture, RECORDED, recordedName, scriptedReader } from './support/scriptedReader.ts';

const FAST = ['ip-link', 'ip-addr', 'ip-route', 'ip-neigh', 'bridge-fdb', 'virsh'] as const;
type Fast = (typeof FAST)[number];

const FACTS: Readonly<Record<Fast, (snapshot: HostSnapshot) => readonly unknown[]>> = {
  'ip-link': ({ links }) => links,
  'ip-addr': ({ addresses }) => addresses,
  'ip-route': ({ routes }) => routes,
  'ip-neigh': ({ neighbours }) => neighbours,
  'bridge-fdb': ({ fdb }) => fdb,
  virsh: ({ domains, networks }) => [...domains, ...networks],
};

const COMMAND: Readonly<Record<Exclude<Fast, 'virsh'>, string>> = {
  'ip-link': 'link',
  'ip-addr': 'addr',
  'ip-route': 'route',
  'ip-neigh': 'neigh',
  'bridge-fdb': 'fdb',
};

const PROGRAM = (source: Fast): string => (source === 'virsh' ? 'virsh' : (source.split('-')[0] ?? ''));

const FAILURES: readonly (readonly [string, RunOutcome, SourceReport['status']])[] = [
  ['its program is not installed', { kind: 'missing', program: 'x' }, 'missing'],
  ['its program may not be run', { kind: 'denied', program: 'x', message: 'EACCES' }, 'denied'],
  ['it hangs', { kind: 'timed-out', afterMs: 10_000, stdout: '[{"half', stderr: '' }, 'timed-out'],
  ['it prints without end', { kind: 'too-much-output', limitBytes: 1 << 26 }, 'failed'],
  ['it is killed', { kind: 'failed', message: 'x was ended by the signal SIGKILL.' }, 'failed'],
  ['it fails', printed('', 'some complaint\n', 1), 'failed'],
  ['it prints garbage', printed('\u0000{[garbage'), 'unparsable'],
  ['it prints half of it', printed('[{"ifname":"br0"'), 'unparsable'],
  ['it prints nothing', printed(''), 'unparsable'],
];

/** A reader with something to tell in each source, of which one can be made to fail. */
function failingReader(source: Fast) {
  const parts = scriptedReader();
  parts.libvirt.domains = [fakeDomain(1)];
  parts.libvirt.networks = [fakeNetwork(50, 'default')];
  const neighbour = '[{"dst":"10.0.0.9","dev":"br0","lladdr":"52:54:00:00:00:09","state":["STALE"]}]';
  const state: { failure: RunOutcome | null } = { failure: null };
  const links = (argv: readonly string[]) => {
    const name = recordedName(argv);
    if (source !== 'virsh' && name === COMMAND[source] && state.failure) return state.failure;
    return printed(name === 'neigh' ? neighbour : (RECORDED[name] ?? ''));
  };
  parts.host.script('ip', links);
  parts.host.script('bridge', links);
  parts.host.script('virsh', (argv) =>
    source === 'virsh' && state.failure ? state.failure : parts.libvirt.run(argv),
  );
  return { ...parts, state };
}

describe.each(FAST)('%s', (source) => {
  it.each(FAILURES)('costs only its own facts when %s', async (_, failure, status) => {
    const { reader, state, clock } = failingReader(source);
    state.failure = failure;
    const never = await reader.read();
    expect(reportOf(never, source)).toMatchObject({ status, factsFrom: null });
    expect(reportOf(never, source)?.message).not.toBe('');
    expect(FACTS[source](never)).toEqual([]);

    state.failure = null;
    const good = await reader.read();
    expect(reportOf(good, source)).toMatchObject({ status: 'ok', factsFrom: '2026-11-20T12:00:00.000Z' });

    clock.now += 60_000;
    state.failure = failure;
    const stale = await reader.read();
    expect(reportOf(stale, source)).toMatchObject({ status, factsFrom: '2026-11-20T12:00:00.000Z' });
    for (const other of FAST) {
      expect(FACTS[other](good)).not.toEqual([]);
      expect(FACTS[other](stale)).toEqual(FACTS[other](good));
      if (other !== source) {
        expect(reportOf(stale, other)).toMatchObject({ status: 'ok', factsFrom: '2026-11-20T12:01:00.000Z' });
      }
    }

    state.failure = null;
    expect(reportOf(await reader.read(), source)).toMatchObject({
      status: 'ok',
      message: '',
      factsFrom: '2026-11-20T12:01:00.000Z',
    });
  });

  it('names the program and the package when it is missing', async () => {
    const { reader, state } = failingReader(source);
    state.failure = { kind: 'missing', program: 'x' };
    const report = reportOf(await reader.read(), source);
    expect(report?.message).toBe(`${PROGRAM(source)} is not installed.`);
    expect(report?.advice).toMatch(source === 'virsh' ? /libvirt-clients/ : /iproute2/);
  });
});

/** A recorded error: its first line is the command, the rest what it said. */
function recordedError(name: string): string {
  return fixture(`errors/${name}.txt`).split('\n').slice(1).join('\n');
}

describe('what libvirt says', () => {
  it.each([
    ['virsh-permission-denied', 'denied', /group/],
    ['virsh-libvirtd-dead', 'failed', /systemctl start/],
    ['virsh-libvirtd-no-socket', 'failed', /systemctl start/],
  ])('is explained: %s', async (name, status, advice) => {
    const { reader, state } = failingReader('virsh');
    state.failure = printed('', recordedError(name), 1);
    const report = reportOf(await reader.read(), 'virsh');
    expect(report?.status).toBe(status);
    expect(report?.advice).toMatch(advice);
  });

  it('does not take the empty lists of a libvirtd that died in mid-batch for a host without VMs', async () => {
    const { reader, libvirt } = failingReader('virsh');
    const before = await reader.read();
    libvirt.domains = [];
    libvirt.networks = [];
    libvirt.stderr = [
      'error: Disconnected from qemu:///system due to end of file',
      `error: failed to get domain '${uuid(1)}'`,
      'error: Failed to reconnect to the hypervisor',
      "error: Failed to connect socket to '/var/run/libvirt/libvirt-sock-ro': Connection refused",
      '',
    ].join('\n');
    const after = await reader.read();
    expect(reportOf(after, 'virsh')).toMatchObject({ status: 'failed' });
    expect(after.domains).toEqual(before.domains);
    expect(after.networks).toEqual(before.networks);
  });

  it.each([
    [
      'error: this function is not supported by the connection driver: virConnectListAllNetworks\n',
      /not supported/,
    ],
    ['', /does not say why/],
  ])('is not held against the VMs when only the networks cannot be read', async (why, message) => {
    const { reader, libvirt } = failingReader('virsh');
    const before = await reader.read();
    libvirt.networks = [];
    libvirt.domains[0] = fakeDomain(1, { state: 'paused' });
    libvirt.stderr = `error: Failed to list networks\n${why}`;
    const after = await reader.read();
    expect(reportOf(after, 'virsh')).toMatchObject({
      status: 'partial',
      message: expect.stringMatching(message),
    });
    expect(after.networks).toEqual(before.networks);
    expect(after.domains[0]?.state).toBe('paused');
  });

  it('may be nonsense about one VM, which costs that VM only', async () => {
    const { reader, libvirt } = failingReader('virsh');
    libvirt.domains.push(fakeDomain(2));
    const before = await reader.read();
    libvirt.domains = [
      fakeDomain(1, { name: 'web <b>1</b>', brokenXml: '<domain><name>web' }),
      fakeDomain(2, { live: [], state: 'paused' }),
    ];
    const after = await reader.read();
    expect(reportOf(after, 'virsh')).toMatchObject({
      status: 'partial',
      message: expect.stringContaining('web <b>1</b>'),
    });
    expect(after.domains[0]?.live).toEqual(before.domains[0]?.live);
    expect(after.domains[1]?.live).toEqual([]);
  });
});
