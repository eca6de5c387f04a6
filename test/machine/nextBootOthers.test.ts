import { expect } from 'vitest';
import type { Machine } from './machine.mjs';
import { describeKept } from './support/keptOverReboot.ts';

describeKept({
  net: 'networkmanager',
  form: 'networkmanager',
  hasResolved: true,
  standing: /The profile “Uplink” brings up enp0s4 now/,
});

describeKept({
  net: 'ifupdown',
  form: 'ifupdown',
  hasResolved: false,
  standing: /\/etc\/network\/interfaces configures enp0s4 now, by `iface enp0s4`: remove that stanza/,
  byHand: removeStanza,
});

/** As the text says: the stanza goes, and the folder is read. */
async function removeStanza(machine: Machine): Promise<void> {
  const { code, stderr } = await machine.agent(
    "sed -i '/enp0s4/d' /etc/network/interfaces && echo 'source /etc/network/interfaces.d/*' >> /etc/network/interfaces",
  );
  expect(code, stderr).toBe(0);
}
