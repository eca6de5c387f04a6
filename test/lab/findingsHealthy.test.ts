import { afterAll, beforeAll, expect, it } from 'vitest';
import { runCli } from '#electron/cli/cli.ts';
import type { FindingCode } from '#shared/findings/codes.ts';
import { FakeTerminal } from '../unit/cli/fakeTerminal.ts';
import { describeInLab, guestIsUp, ip, resetLab, uuidOf, virsh } from './support/lab.ts';

interface Told {
  readonly findings: readonly {
    readonly severity: string;
    readonly code: FindingCode;
    readonly title: string;
  }[];
}

/** What `patchbay doctor --json` would alarm somebody with, as `error: title (code)`. */
async function doctor() {
  const terminal = new FakeTerminal();
  const exitCode = await runCli(['doctor', '--json'], terminal);
  const { findings } = JSON.parse(terminal.text) as Told;
  const lines = findings.map(({ severity, title, code }) => `${severity}: ${title} (${code})`);
  return {
    exitCode,
    alarms: lines.filter((line) => !line.startsWith('info: ')),
  };
}

describeInLab('a host with NAT, routed and isolated networks, bridges, VMs and a container', () => {
  beforeAll(guestIsUp);
  afterAll(resetLab);

  it('has the two faults alone that the lab is made with, and none without them', async () => {
    const before = await doctor();
    expect(before.alarms).toEqual([
      'warning: The tunnel vxlan100 doesn’t fit through br0 (mtu-mismatch)',
      expect.stringMatching(/^warning: .* have the same MAC on br0 \(duplicate-mac\)$/),
    ]);
    await ip('link', 'del', 'vxlan100');
    await virsh('destroy', await uuidOf(`it's "q"`));
    const { exitCode, alarms } = await doctor();
    expect([exitCode, alarms]).toEqual([0, []]);
  });
});
