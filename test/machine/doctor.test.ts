import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { finds } from '../lab/support/finds.ts';
import { doctor, editOf } from './support/doctor.ts';
import { MachineEngine } from './support/machineEngine.ts';
import { machineWith, play } from './support/onMachine.ts';

// As much at once as can be told apart: each look of an emulated machine at itself takes long.

/** A member of the bond is disabled and the other slow, a VLAN ends at the bridge, a port has two minds of its PVID. */
const faults = `set -e
ip link set enp0s6 down
ethtool -s enp0s5 speed 10 duplex half
bridge vlan del dev bond0 vid 10
bridge vlan add dev tap-web vid 10 pvid`;

/** And a guest sends by a Wi-Fi card, which the kernel makes up. */
const wifi = `set -e
modprobe mac80211_hwsim radios=1
ip link set wlan0 up
cat > /tmp/air.xml <<'XML'
<domain type='qemu'>
  <name>air</name>
  <memory unit='MiB'>32</memory>
  <os><type arch='x86_64'>hvm</type></os>
  <devices><interface type='direct'><source dev='wlan0' mode='bridge'/></interface></devices>
</domain>
XML
virsh -q create --paused /tmp/air.xml`;

/** What only a person can mend. */
const byHand = `set -e
ethtool -s enp0s5 speed 1000 duplex full
virsh -q destroy air`;

describe('doctor on a real host', () => {
  const machine = machineWith('networkd');
  let engine: MachineEngine;

  beforeAll(async () => {
    await play(machine(), 'guests.sh');
    engine = await MachineEngine.open(machine());
  });
  afterAll(() => engine?.stop());

  /** Runs a shell line on the machine as root. */
  const sh = async (line: string) => {
    const { code, stderr } = await machine().ssh(line);
    expect(code, stderr).toBe(0);
  };
  it('tells what is wrong with links, until it is repaired by its own edits; then nothing alarms', async () => {
    finds(
      { code: 'bond-member-down', gone: 'edit' },
      { code: 'vlan-missing-along-path', gone: 'edit' },
      { code: 'pvid-mismatch', gone: 'edit' },
      { code: 'half-duplex-or-slow-link', gone: 'by hand' },
      { code: 'wifi-in-bridge', gone: 'by hand' },
    );
    await sh(faults);
    await sh(wifi);
    const { findings } = await doctor(machine());
    const told = findings.map(({ severity, title, code }) => `${severity}: ${title} (${code})`);
    expect(told).toEqual([
      'error: wlan0 has no carrier (no-carrier)',
      'error: web’s net0: no uplink of br-lan carries its VLAN 10 (vlan-missing-along-path)',
      'warning: bond0: enp0s6 carries nothing (bond-member-down)',
      'warning: web’s net0: untagged frames come in as VLAN 10, which leaves tagged (pvid-mismatch)',
      'warning: wlan0 is a Wi-Fi card, and air sends by it (wifi-in-bridge)',
      'warning: web’s net0: not in the VLANs libvirt has on record (libvirt-record-wrong)',
      'info: enp0s5 runs at 10 Mbit/s and is half duplex (half-duplex-or-slow-link)',
    ]);
    expect(findings[0]?.why).toContain('wlan0 is connected to no access point');

    const edits = ['bond-member-down', 'vlan-missing-along-path', 'pvid-mismatch'].flatMap((code) =>
      findings.filter((one) => one.code === code).map(editOf),
    );
    await engine.apply({ kind: 'several', edits });
    await sh(byHand);
    expect((await doctor(machine())).findings).toEqual([]);
    expect(await engine.vlans('tap-web')).toEqual(['10 PVID Egress Untagged']);
  });
});
