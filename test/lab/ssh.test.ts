import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { runCli } from '#electron/cli/cli.ts';
import { Reader } from '#electron/engine/reader.ts';
import { Watcher } from '#electron/engine/watcher.ts';
import type { Host } from '#electron/hosts/host.ts';
import { localHost } from '#electron/hosts/local/local.ts';
import { sshHost } from '#electron/hosts/ssh/ssh.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { sshTarget } from '#shared/host/sshTarget.ts';
import { buildTopology } from '#shared/topology/build.ts';
import { FakeTerminal } from '../unit/cli/fakeTerminal.ts';
import { describeInLab, ip, liveTapsOf, masterOf, resetLab, until } from './support/lab.ts';
import { SshServer } from './support/sshServer.ts';

// The lab over SSH: read and followed as it is from within.

const HOST = 'ssh://root@lab';

describeInLab('a host over SSH', () => {
  let server: SshServer;
  const hosts: Host[] = [];

  beforeAll(async () => {
    server = await SshServer.start();
  });
  afterEach(async () => {
    for (const host of hosts.splice(0)) await host.close();
    await resetLab();
  });
  afterAll(() => server.stop());

  async function open(): Promise<Host> {
    const target = sshTarget(HOST);
    if (target === null) throw new Error('no name of a host');
    const host = await sshHost(target, 'nobody');
    hosts.push(host);
    return host;
  }

  async function patchbay(...args: string[]) {
    const terminal = new FakeTerminal();
    const exitCode = await runCli([...args, '--host', HOST], terminal);
    return { exitCode, terminal };
  }

  test('shows what it shows from within', async () => {
    const local = await new Reader(localHost()).readToEnd();
    const there = await new Reader(await open()).readToEnd();
    expect(there.sources.map(({ name, status, message }) => [name, status, message])).toEqual(
      local.sources.map(({ name, status, message }) => [name, status, message]),
    );
    expect(there.cameFrom).toBe('192.168.50.1');
    const shown = (snapshot: HostSnapshot) => {
      const { nodes, edges } = buildTopology(snapshot, 1);
      return {
        nodes,
        edges: edges.map(({ evidence, ...edge }) => ({ ...edge, known: evidence.length > 0 })),
      };
    };
    expect(shown(there)).toEqual(shown(local));
  });

  test('is read and traced by the command line, over one connection', async () => {
    const before = await server.logins();
    const graph = await patchbay('graph', '--json');
    expect(graph.exitCode).toBe(0);
    const [{ tap, mac } = { tap: null, mac: '' }] = await liveTapsOf('web 01');
    const trace = await patchbay('trace', mac, '--json');
    expect(trace.exitCode).toBe(0);
    expect(trace.terminal.text).toContain(`link:${tap}`);
    expect((await patchbay('explain', 'web 01')).terminal.text).toContain(tap);
    expect((await patchbay('doctor')).terminal.text).not.toBe('');
    expect((await patchbay('macs', 'br0')).exitCode).toBe(0);
    expect((await server.logins()) - before).toBeLessThanOrEqual(1);
  });

  test('tells its changes at once', async () => {
    const host = await open();
    const reader = new Reader(host);
    let shown: HostSnapshot = reader.snapshot();
    const watcher = new Watcher(host, reader, {
      pollMs: () => 60_000,
      onSnapshot: (snapshot) => {
        shown = snapshot;
      },
    });
    watcher.start();
    await watcher.refresh();
    const master = () => shown.links.find(({ name }) => name === 'tap-loose')?.master ?? null;
    expect(master()).toBeNull();
    // The followers may still be on their way.
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await ip('link', 'set', 'dev', 'tap-loose', 'master', 'br1');
    await until('it is told', async () => (master() === 'br1' ? true : null), 5);
    await watcher.stop();
  });

  test('is edited, verified and undone', async () => {
    const { exitCode, terminal } = await patchbay('move', 'tap-loose', 'br1', '--yes');
    expect([exitCode, terminal.said]).toEqual([0, expect.any(String)]);
    expect(await masterOf('tap-loose')).toBe('br1');
  });
});
