import { beforeEach, describe, expect, it } from 'vitest';
import { graphOf, machineWith, patchbayThere } from './support/onMachine.ts';
import { Session } from './support/session.ts';

/** A VM that is never started: what counts is who may change its definition. */
const domain =
  '<domain type="qemu"><name>off1</name><memory>65536</memory><os><type arch="x86_64">hvm</type></os></domain>';

describe('of three users', () => {
  const machine = machineWith('networkd');
  let isPlayed = false;
  beforeEach(async () => {
    if (isPlayed) return;
    isPlayed = true;
    const { code, stderr } = await machine().ssh(
      `set -e
      for bridge in br1 br2; do ip link add $bridge type bridge; ip link set $bridge up; done
      ip tuntap add tap-loose mode tap; ip link set tap-loose master br1
      systemctl start libvirtd.socket libvirtd-ro.socket libvirtd
      echo '${domain}' > /tmp/off1.xml; virsh define /tmp/off1.xml`,
    );
    expect(code, stderr).toBe(0);
  });

  const master = async () => (await machine().ssh('ip -o link show tap-loose')).stdout;

  it('whoever may nothing sees the whole host', async () => {
    const graph = await graphOf(machine(), 'bob', patchbayThere);
    expect(graph.nodes.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['off1', 'tap-loose', 'br1', 'enp0s4']),
    );
  });

  it('whoever may nothing changes nothing, and is told what root would run', async () => {
    const { code, stdout, stderr } = await patchbayThere(machine(), 'move tap-loose br2 --yes', 'bob');
    expect(code).not.toBe(0);
    expect(`${stdout}${stderr}`).toContain('ip link set dev tap-loose master br2');
    expect(await master()).toContain('master br1');
  });

  it('whoever may use sudo is asked for the password by polkit, once, at the terminal', async () => {
    const session = new Session(machine(), 'patchbay move tap-loose br2 --yes', 'olga');
    await session.reads(/Password: /);
    session.type('secret\r');
    expect(await session.ended(), session.said).toBe(0);
    expect(session.said).toContain('AUTHENTICATING');
    expect(session.said.match(/Password: /g)).toHaveLength(1);
    expect(await master()).toContain('master br2');
  });

  it('whoever is in libvirt’s group edits VMs without a password', async () => {
    const { code, stderr } = await patchbayThere(machine(), 'attach off1 br1 --yes', 'anna');
    expect(code, stderr).toBe(0);
    expect((await machine().ssh('virsh domiflist off1')).stdout).toMatch(/bridge +br1/);
  });
});
