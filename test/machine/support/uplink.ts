import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'vitest';
import type { Machine } from '../machine.mjs';

// The move of the card by which the machine is reached onto a bridge, as `ip` and systemd show it: the guest agent, which
// looks, needs no network.

const uplink = 'enp0s4';
const address = '192.168.77.50/24';

/** Whether the host is reached by the bridge now, or by the card itself. */
export type Reached = 'by the card' | 'by the bridge' | 'by the bond' | 'neither';

/** The move, under guard since it could cut off whoever asks for it. */
export const move = `patchbay move ${uplink} br0`;

/** A new, empty bridge for it. */
export async function makeBridge(machine: Machine): Promise<void> {
  const { code, stderr } = await machine.agent('ip link add br0 type bridge && ip link set br0 up');
  expect(code, stderr).toBe(0);
}

export async function reached(machine: Machine): Promise<Reached> {
  const line = `ip -o link show ${uplink}; ip -o -4 addr show; ip -4 route show default`;
  const { stdout } = await machine.agent(line);
  const [, master = ''] = new RegExp(`${uplink}: .* master (\\S+) `).exec(stdout) ?? [];
  const holder = stdout.match(new RegExp(`^\\d+: (\\S+) +inet ${address.replace('.', '\\.')}`, 'gm')) ?? [];
  const [route = ''] = stdout.match(/^default .*$/m) ?? [];
  const on = (link: string) =>
    holder.length === 1 && holder[0]?.includes(` ${link} `) && route.includes(` dev ${link} `);
  if (master === 'br0' && on('br0')) return 'by the bridge';
  if (master === 'bond0' && on('bond0')) return 'by the bond';
  return master === '' && on(uplink) ? 'by the card' : 'neither';
}

/**
 * Waits until it is so, for as long as an emulated machine may take.
 * @param said what is told when it never is
 */
export async function untilReached(
  machine: Machine,
  how: Reached,
  seconds: number,
  said = () => '',
): Promise<void> {
  const until = Date.now() + seconds * 1000;
  while ((await reached(machine)) !== how) {
    if (Date.now() > until) throw new Error(`after ${seconds} s the host is not reached ${how}\n${said()}`);
    await pause(1_000);
  }
}

/** The unit of systemd that guards an edit; empty where there is none. */
export async function guardUnit(machine: Machine): Promise<string> {
  const { stdout } = await machine.agent('systemctl list-units --plain --no-legend "patchbay-guard-*"');
  return stdout.split(' ')[0]?.trim() ?? '';
}
