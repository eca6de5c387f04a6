import { describe, expect, it } from 'vitest';
import type { Command, RunOutcome } from '#shared/host/command.ts';
import { Rights } from '../../../electron/engine/rights.ts';
import type { Host } from '../../../electron/hosts/host.ts';

const plug: Command = { argv: ['ip', 'link', 'set', 'dev', 'vnet7', 'master', "br'0"] };

function exited(exitCode: number, stdout = '', stderr = ''): RunOutcome {
  return { kind: 'exited', exitCode, stdout, stderr };
}

/** A host on which each program ends as given; what is not given is missing. */
function hostWith(programs: Readonly<Record<string, RunOutcome>>): { host: Host; ran: string[] } {
  const ran: string[] = [];
  const host: Host = {
    name: 'local',
    editable: true,
    run: async ({ argv }) => {
      ran.push(argv.join(' '));
      return programs[argv[0]] ?? { kind: 'missing', program: argv[0] };
    },
    follow: () => ({ stop: () => {} }),
    close: async () => {},
  };
  return { host, ran };
}

const limits = { timeoutMs: 1000 };
const user = { id: exited(0, '1000\n'), '/usr/sbin/ip': exited(0) };

describe('rights', () => {
  it("never raises virsh: libvirt's own rights decide", async () => {
    const { host, ran } = hostWith({ virsh: exited(0) });
    await new Rights(host).run({ argv: ['virsh', 'list'] }, 'libvirt', limits);
    expect(ran).toEqual(['virsh list']);
  });

  it('runs links directly as root', async () => {
    const { host, ran } = hostWith({ id: exited(0, '0\n'), ip: exited(0) });
    expect((await new Rights(host).run(plug, 'net-admin', limits)).kind).toBe('ran');
    expect(ran).toEqual(['id -u', "ip link set dev vnet7 master br'0"]);
  });

  it('asks pkexec first, by the full path of the program', async () => {
    const { host } = hostWith({ ...user, pkexec: exited(0), sudo: exited(0) });
    const ran = await new Rights(host).run(plug, 'net-admin', limits);
    expect(ran.command.argv).toEqual([
      'pkexec',
      '--disable-internal-agent',
      '/usr/sbin/ip',
      ...plug.argv.slice(1),
    ]);
  });

  it('passes on what ip said under pkexec', async () => {
    const { host } = hostWith({
      ...user,
      pkexec: exited(2, '', 'Cannot find device "br9"'),
      sudo: exited(0),
    });
    const ran = await new Rights(host).run(plug, 'net-admin', limits);
    expect(ran).toMatchObject({ kind: 'ran', outcome: { exitCode: 2 } });
  });

  it('goes on to sudo where no agent asks for a password', async () => {
    const noAgent = exited(
      127,
      '',
      'Error executing command as another user: No authentication agent found.',
    );
    const { host } = hostWith({ ...user, pkexec: noAgent, sudo: exited(0) });
    const ran = await new Rights(host).run(plug, 'net-admin', limits);
    expect(ran.command.argv.slice(0, 3)).toEqual(['sudo', '-n', '/usr/sbin/ip']);
  });

  it('goes on where pkexec or sudo may not be run', async () => {
    const denied = (program: string): RunOutcome => ({ kind: 'denied', program, message: 'spawn EACCES' });
    const { host } = hostWith({ ...user, pkexec: denied('pkexec'), sudo: denied('sudo') });
    expect(await new Rights(host).run(plug, 'net-admin', limits)).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('pkexec (spawn EACCES) nor sudo (spawn EACCES)'),
      advice: expect.stringContaining('sudo ip link set'),
    });
  });

  it('takes a closed prompt for a no, and asks nobody else', async () => {
    const { host, ran } = hostWith({ ...user, pkexec: exited(126), sudo: exited(0) });
    expect((await new Rights(host).run(plug, 'net-admin', limits)).kind).toBe('dismissed');
    expect(ran.some((line) => line.startsWith('sudo'))).toBe(false);
  });

  it.each([
    ['No authentication agent found.\n', 'No authentication agent found'],
    ['Not authorized\n\nThis incident has been reported.\n', 'Not authorized'],
  ])('offers the command to copy where nobody gives the rights, and says why', async (why, told) => {
    const { host } = hostWith({
      ...user,
      pkexec: exited(127, '', `Error executing command as another user: ${why}`),
      sudo: exited(1, '', 'sudo: a password is required\n'),
    });
    const ran = await new Rights(host).run(plug, 'net-admin', limits);
    expect(ran).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining(`pkexec (${told}) nor sudo (a password is required)`),
      advice: expect.stringContaining("sudo ip link set dev vnet7 master 'br'\\''0'"),
    });
  });

  it('says so where neither is installed', async () => {
    const ran = await new Rights(hostWith(user).host).run(plug, 'net-admin', limits);
    expect(ran).toMatchObject({ kind: 'refused', message: expect.stringContaining('not installed') });
  });
});
