import { describe, expect, it } from 'vitest';
import type { FormKind } from '#shared/persistence/model.ts';
import type { Machine, NetworkManager } from '../machine.mjs';
import { formFor, paste } from './nextBoot.ts';
import { machineWith } from './onMachine.ts';
import { guardUnit, makeBridge, move, reached, untilReached } from './uplink.ts';

/** An emulated machine that has just come up. */
const reachedSeconds = 180;

export interface Kept {
  readonly net: NetworkManager;
  readonly form: FormKind;
  /** What the text says of the file or profile that brings up the card so far. */
  readonly standing: RegExp;
  /** systemd-resolved runs, and is told of the DNS servers that the lease brings. */
  readonly hasResolved: boolean;
  /** What the text asks its reader to do by hand. */
  readonly byHand?: (machine: Machine) => Promise<void>;
}

/**
 * The uplink of a machine moves onto a bridge and is confirmed; then the text that keeps it is pasted, and the machine
 * restarted. The installer’s own configuration stays where it is, and asks for an address by DHCP on the card.
 */
export function describeKept({ net, form: kind, hasResolved, standing, byHand }: Kept): void {
  describe(`under ${net}, with a leased address`, () => {
    const machine = machineWith(net);

    it('the uplink moves onto a bridge, is confirmed, and SSH stays where it was', async () => {
      await makeBridge(machine());
      const { code, stdout, stderr } = await machine().ssh(`PATCHBAY_PATIENCE=6 ${move} --yes`);
      expect(code, stderr).toBe(0);
      expect(stdout).toContain('Done and confirmed');
      expect(await reached(machine())).toBe('by the bridge');
      expect((await machine().ssh('ip -6 route show default')).stdout).toMatch(
        /default via fe80::\S+ dev br0/,
      );
      if (hasResolved)
        expect((await machine().ssh('resolvectl dns br0')).stdout).toMatch(/br0\): 192\.168\.77\.1/);
      expect(await guardUnit(machine())).toBe('');
    });

    it('the text for the next boot brings it up as it is, with one address, and that leased', async () => {
      const form = await formFor(machine(), 'br0', kind);
      expect(form.remarks.join('\n')).toMatch(standing);
      await paste(machine(), form);
      await byHand?.(machine());
      await machine().reboot();
      await untilReached(machine(), 'by the bridge', reachedSeconds);
      await machine().waitForSsh(60_000);
      const { stdout } = await machine().ssh('ip -o -4 addr show dev br0; ip -o -4 addr show dev enp0s4');
      expect(stdout.trim().split('\n')).toHaveLength(1);
      expect(stdout).toMatch(/inet 192\.168\.77\.50\/24 .* dynamic /);
    });
  });
}
