import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterEach, expect, it } from 'vitest';
import { runCli } from '#electron/cli/cli.ts';
import type { TraceResult } from '#shared/topology/traceResult.ts';
import { FakeTerminal } from '../unit/cli/fakeTerminal.ts';
import { describeInLab, guestIsUp, ip, until, uuidOf } from './support/lab.ts';

const execute = promisify(execFile);
const guest = '52:54:00:ac:00:01';
const stranger = '3c:37:12:00:00:01';

interface Row {
  readonly bridge: string;
  readonly port: string;
  readonly mac: string;
  readonly age: number;
  readonly owner: string | null;
  readonly ips: readonly string[];
}

async function patchbay(...args: string[]) {
  const terminal = new FakeTerminal();
  const exitCode = await runCli(args, terminal);
  return { exitCode, terminal };
}

describeInLab('what the lab’s bridges have learned', () => {
  afterEach(async () => {
    await execute('bridge', ['fdb', 'del', stranger, 'dev', 'enp3s0', 'master']).catch(() => {});
    await execute('ip', ['neigh', 'del', '10.77.0.9', 'dev', 'br0']).catch(() => {});
  });

  it('is told with whose it is, once the guest has said something', async () => {
    await guestIsUp();
    const row = await until('the guest’s MAC is learned and its address known', async () => {
      const { terminal } = await patchbay('macs', 'virbr0', '--json');
      const rows = JSON.parse(terminal.text) as Row[];
      return rows.find(({ mac, ips }) => mac === guest && ips.length > 0) ?? null;
    });
    expect(row).toMatchObject({ bridge: 'virbr0', owner: `vnic:${await uuidOf('guest')}/${guest}` });
    const shown = await ip('-o', 'link', 'show', 'dev', row.port);
    expect(shown).toContain('master virbr0');
    expect(row.age).toBeLessThan(300);
  });

  it('leads from an address that is no VM’s to the port that it was learned on', async () => {
    await ip('neigh', 'replace', '10.77.0.9', 'lladdr', stranger, 'dev', 'br0', 'nud', 'reachable');
    await execute('bridge', ['fdb', 'add', stranger, 'dev', 'enp3s0', 'master', 'dynamic']);
    const human = await patchbay('trace', '10.77.0.9');
    expect(human.exitCode).toBe(0);
    expect(human.terminal.results).toEqual([
      expect.stringMatching(/^br0 › enp3s0 › 3c:37:12:00:00:01 \(10\.77\.0\.9, learned .+\)$/),
    ]);
    const { exitCode, terminal } = await patchbay('trace', stranger, '--json');
    expect(exitCode).toBe(0);
    expect(JSON.parse(terminal.text) as TraceResult).toMatchObject({
      paths: [],
      ambiguous: false,
      seen: [{ mac: stranger, bridge: 'br0', port: 'enp3s0', vlan: null, ip: '10.77.0.9', source: 'arp' }],
    });
  });
});
