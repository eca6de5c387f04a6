import { describe, expect, it } from 'vitest';
import type { Machine } from './machine.mjs';
import { machineWith } from './support/onMachine.ts';
import { Session } from './support/session.ts';
import { guardUnit, makeBridge, move, untilReached } from './support/uplink.ts';

/** The card of SSH, the default routes of IPv4 and IPv6, a leased address and DNS move under systemd’s own guard. */
const movingSeconds = 180;

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

describe('under Netplan, with a static address, when Patchbay is killed', () => {
  const machine = machineWith('netplan');

  it('the host reverts the move, with the address that nobody leased', async () => {
    await makeStatic(machine());
    const session = await movedUnderGuard(machine());
    const { code, stderr } = await machine().agent("pkill -KILL -f '[p]atchbay.cjs move'");
    expect(code, stderr).toBe(0);
    await untilReached(machine(), 'by the card', 150);
    session.cut();
    const { stdout } = await machine().ssh('ip -o -4 addr show dev enp0s4');
    expect(stdout).toMatch(/inet 192\.168\.77\.50\/24 .* valid_lft forever/s);
    expect(stdout).not.toContain(' dynamic ');
  });
});

/** Gives the card its address for good. */
async function makeStatic(machine: Machine): Promise<void> {
  const file = `network:
  version: 2
  renderer: networkd
  ethernets:
    enp0s4:
      addresses: [192.168.77.50/24]
      routes: [{to: default, via: 192.168.77.1}]
      nameservers: {addresses: [192.168.77.1]}
`;
  const { code, stderr } = await machine.agent(
    `cat > /etc/netplan/01-uplink.yaml <<'FILE'\n${file}FILE\nnetplan generate && networkctl reload && networkctl reconfigure enp0s4 && until ip -o -4 addr show dev enp0s4 | grep -qv dynamic; do sleep 1; done`,
  );
  expect(code, stderr).toBe(0);
  await untilReached(machine, 'by the card', 60);
}

/** Somebody at a terminal who has asked for the move, and has not confirmed it yet. */
async function movedUnderGuard(machine: Machine): Promise<Session> {
  await makeBridge(machine);
  const session = new Session(machine, move);
  // The plan is shown first, and asks for a yes.
  await session.reads(/\[y\/N\]|\[Y\/n\]/);
  session.type('y\r');
  await untilReached(machine, 'by the bridge', movingSeconds, () => session.said);
  return session;
}
