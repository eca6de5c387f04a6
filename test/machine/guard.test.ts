import { describe, expect, it } from 'vitest';
import type { Machine } from './machine.mjs';
import { formFor, paste } from './support/nextBoot.ts';
import { machineWith } from './support/onMachine.ts';
import { guardUnit, makeBridge, move, reached, Session, untilReached } from './support/uplink.ts';

/** The card of SSH, the default routes of IPv4 and IPv6, a leased address and DNS move under systemd’s own guard. */
const movingSeconds = 180;

describe('under systemd-networkd, with a leased address', () => {
  const machine = machineWith('networkd');

  it('the uplink moves onto a bridge, is confirmed, and SSH stays where it was', async () => {
    await makeBridge(machine());
    const { code, stdout, stderr } = await machine().ssh(`PATCHBAY_PATIENCE=6 ${move} --yes`);
    expect(code, stderr).toBe(0);
    expect(stdout).toContain('Done and confirmed');
    expect(await reached(machine())).toBe('by the bridge');
    expect((await machine().ssh('ip -6 route show default; resolvectl dns br0')).stdout).toMatch(
      /default via fe80::\S+ dev br0[\s\S]*br0\): 192\.168\.77\.1/,
    );
    expect(await guardUnit(machine())).toBe('');
  });

  it('the text for the next boot brings it up as it is, though the installer’s file is still there', async () => {
    const form = await formFor(machine(), 'br0', 'networkd');
    expect(form.remarks.join('\n')).toContain('/etc/systemd/network/10-uplink.network configures enp0s4 now');
    await paste(machine(), form);
    await machine().reboot();
    await untilReached(machine(), 'by the bridge', movingSeconds);
    // One address, and that leased.
    const { stdout } = await machine().ssh('ip -o -4 addr show dev br0; ip -o -4 addr show dev enp0s4');
    expect(stdout.trim().split('\n')).toHaveLength(1);
    expect(stdout).toMatch(/inet 192\.168\.77\.50\/24 .* dynamic /);
  });
});

describe('under systemd-networkd, when the connection is cut', () => {
  const machine = machineWith('networkd');

  it('the host reverts the move when nobody confirms it, and is reached as before', async () => {
    const session = await movedUnderGuard(machine());
    expect(await guardUnit(machine())).toMatch(/^patchbay-guard-.*\.service$/);
    session.cut();
    await untilReached(machine(), 'by the card', 150);
    expect((await machine().ssh('echo in')).stdout).toBe('in\n');
  });
});

describe('under NetworkManager, when the guard is killed', () => {
  const machine = machineWith('networkmanager');

  it('systemd starts it again, and it reverts the move', async () => {
    const session = await movedUnderGuard(machine());
    await machine().agent(`systemctl kill --signal=KILL ${await guardUnit(machine())}`);
    await untilReached(machine(), 'by the card', 90);
    session.cut();
    expect((await machine().ssh('echo in')).stdout).toBe('in\n');
  });
});

describe('under ifupdown, when the cable is pulled', () => {
  const machine = machineWith('ifupdown');

  it('the host reverts the move, and is reached as before once the cable is back', async () => {
    const session = await movedUnderGuard(machine());
    await machine().cable('up', false);
    session.cut();
    await untilReached(machine(), 'by the card', 150);
    await machine().cable('up', true);
    await machine().waitForSsh(60_000);
  });
});

/** Somebody at a terminal who has asked for the move, and has not confirmed it yet. */
async function movedUnderGuard(machine: Machine): Promise<Session> {
  await makeBridge(machine);
  const session = new Session(machine, move);
  await confirmPlan(session);
  await untilReached(machine, 'by the bridge', movingSeconds, () => session.said);
  return session;
}

/** The plan is shown first, and asks for a yes. */
async function confirmPlan(session: Session): Promise<void> {
  const until = Date.now() + 120_000;
  while (!/\[y\/N\]|\[Y\/n\]/.test(session.said)) {
    if (Date.now() > until) throw new Error(`it did not ask:\n${session.said}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  session.type('y\r');
}
