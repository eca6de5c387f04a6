import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { finds } from '../lab/support/finds.ts';
import { alarms, doctor, editOf, onlyTold, run } from './support/doctor.ts';
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

/** Two namespaces on the VM’s bridge, for frames that really cross it. */
const pair = `set -e
for n in 1 2; do
  ip netns add end$n; ip link add veth$n type veth peer name eth0 netns end$n
  ip link set veth$n master br-lan up
  ip -n end$n link set eth0 up; ip -n end$n addr add 10.30.0.$n/24 dev eth0
done`;

/** A new connection from one to the other. */
const connects = `ip netns exec end2 sh -c 'timeout 60 busybox nc -l -p 7 </dev/null >/dev/null & sleep 1'
ip netns exec end1 busybox nc -w 5 10.30.0.2 7 </dev/null`;

describe('doctor on a real host', () => {
  const machine = machineWith('networkd');
  let engine: MachineEngine;

  beforeAll(async () => {
    await play(machine(), 'guests.sh');
    engine = await MachineEngine.open(machine());
  });
  afterAll(() => engine?.engine.stop());

  /** Runs a shell line on the machine as root. */
  const sh = async (line: string) => {
    const { code, stderr } = await machine().ssh(line);
    expect(code, stderr).toBe(0);
  };
  const crosses = async () => (await machine().ssh(connects)).code === 0;

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

  it('tells who drops what crosses a bridge: firewalld, which does not alarm before', async () => {
    finds({ code: 'forward-drop', gone: 'commands' });
    await sh(pair);
    await sh('systemctl start firewalld');
    const zone = async () =>
      (await machine().ssh('firewall-cmd --get-zone-of-interface=virbr0')).stdout.trim();
    await expect.poll(zone, { timeout: 60_000, interval: 2_000 }).toBe('libvirt');
    expect(await alarms(machine())).toEqual([]);
    expect(await crosses()).toBe(true);
    await sh('modprobe br_netfilter');
    expect(await crosses()).toBe(false);
    const found = await onlyTold(machine(), 'forward-drop');
    expect(found).toMatchObject({
      severity: 'error',
      title: 'The firewall drops what guests on br-lan send',
      why: expect.stringContaining('a rule of firewalld'),
    });
    await run(machine(), found);
    expect(await crosses()).toBe(true);
    expect(await alarms(machine())).toEqual([]);
    await sh('systemctl stop firewalld');
  });

  it('tells who drops what crosses a bridge: ufw', async () => {
    finds({ code: 'forward-drop', gone: 'commands' });
    await sh('ufw allow ssh && ufw --force enable');
    expect(await crosses()).toBe(false);
    const found = await onlyTold(machine(), 'forward-drop');
    expect(found).toMatchObject({
      severity: 'error',
      title: 'The firewall drops what guests on br-lan send',
      why: expect.stringContaining('set by ufw'),
    });
    await run(machine(), found);
    expect(await crosses()).toBe(true);
    expect(await alarms(machine())).toEqual([]);
  });
});
