import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { explainIp } from '#shared/parse/ipError.ts';
import { explainVirsh } from '#shared/parse/virshError.ts';

// The words below were printed by virsh 9.0 and iproute2 6.1, unless a line says otherwise; test/lab/knownErrors.test.ts
// provokes them anew on a real host.

describe('explainVirsh', () => {
  it.each([
    [
      "error: failed to connect to the hypervisor\nerror: Failed to connect socket to '/var/run/libvirt/libvirt-sock': No such file or directory",
      'failed',
      'libvirt is not running on this host: there is no socket /var/run/libvirt/libvirt-sock.',
    ],
    [
      "error: Failed to connect socket to '/var/run/libvirt/libvirt-sock': Connection refused",
      'failed',
      'nothing listens',
    ],
    [
      "error: Failed to connect socket to '/var/run/libvirt/libvirt-sock': Permission denied",
      'denied',
      'You don’t have permission to use',
    ],
    // From libvirt's source, src/util/virpolkit.c.
    [
      "error: authentication unavailable: no polkit agent available to authenticate action 'org.libvirt.unix.manage'",
      'denied',
      'polkit',
    ],
    ['error: authentication failed: access denied by policy', 'denied', 'polkit'],
    [
      'error: Failed to detach interface\nerror: operation forbidden: read only access prevents virDomainDetachDeviceFlags',
      'denied',
      'is read-only',
    ],
    ['error: no connection driver available for bhyve:///system', 'failed', 'no driver for bhyve:///system'],
    [
      'error: Disconnected from qemu:///system due to end of file\nerror: internal error: client socket is closed',
      'failed',
      'Lost the connection to libvirt',
    ],
    ["error: command 'list' doesn't support option --frob", 'failed', 'doesn’t support --frob'],
    ["error: unknown command: 'frob'", 'failed', 'doesn’t support frob'],
    [`error: failed to get domain 'it's "q"'`, 'failed', `no VM “it's "q"”.`],
    [
      "error: failed to get network 'n'\nerror: Network not found: no network with matching name 'n'",
      'failed',
      'no network “n”.',
    ],
    ['error: Requested operation is not valid: domain is not running', 'failed', 'The VM is not running.'],
    [
      "error: Requested operation is not valid: network 'idle net' is not active",
      'failed',
      'network “idle net” is not active',
    ],
    [
      'error: Guest agent is not responding: QEMU guest agent is not connected',
      'failed',
      'guest agent doesn’t answer',
    ],
    [
      'error: argument unsupported: QEMU guest agent is not configured',
      'failed',
      'guest agent doesn’t answer',
    ],
    [
      'error: Timed out during operation: cannot acquire state change lock (held by monitor=qemuDispatchDomainMonitorCommand)',
      'timed-out',
      'busy',
    ],
    [
      'error: Failed to update device from /dev/stdin\nerror: Unable to add bridge br1 port vnet4: Device or resource busy',
      'failed',
      'vnet4 couldn’t be connected to br1',
    ],
    ["error: operation failed: bridge nosuch doesn't exist", 'failed', 'no bridge nosuch on'],
    ["error: Cannot get interface MTU on 'nosuch': No such device", 'failed', 'no bridge nosuch on'],
    ['error: Unable to get index for interface nosuch: No such device', 'failed', 'no interface nosuch'],
    [
      'error: Requested operation is not valid: The tap0 interface already exists',
      'failed',
      'name tap0 is already used',
    ],
    [
      "error: internal error: unable to execute QEMU command 'device_del': Bus 'pci.0' does not support hotplugging",
      'failed',
      'its bus pci.0 has no hot-plug',
    ],
    ['error: internal error: No more available PCI slots', 'failed', 'no free PCI slot'],
    [
      'error: Operation not supported: cannot modify network device model from virtio to e1000',
      'failed',
      'on a running VM: network device model from virtio to e1000.',
    ],
    [
      "error: Operation not supported: unable to change config on 'user' network type",
      'failed',
      "on a running VM: config on 'user' network type.",
    ],
    [
      "error: device not found: no device found at address '(<null>)' matching MAC address '52:54:00:00:00:99' and alias '(<null>)'",
      'failed',
      'no vNIC with the MAC 52:54:00:00:00:99.',
    ],
    ["error: interface '52:54:00:00:00:99' not found", 'failed', 'no vNIC 52:54:00:00:00:99.'],
    ['error: internal error: no device found with alias net99', 'failed', 'no vNIC net99.'],
    [
      'error: Domain has multiple interfaces matching MAC address 52:54:00:ff:00:01. You must use detach-device and specify the device pci address to remove it.',
      'failed',
      'several vNICs with the MAC 52:54:00:ff:00:01.',
    ],
    // From QEMU's source, softmmu/qdev-monitor.c.
    [
      "error: internal error: unable to execute QEMU command 'device_del': Device net1 is already in the process of unplug",
      'failed',
      'already asked to release net1',
    ],
    [
      "error: internal error: unable to execute QEMU command 'device_add': 'nonsense' is not a valid device model name",
      'failed',
      'no NIC model nonsense',
    ],
    [
      "error: XML error: expected unicast mac address, found multicast '53:54:00:00:00:01'",
      'failed',
      '53:54:00:00:00:01 isn’t a valid MAC',
    ],
    [
      'error: Failed to start network n3\nerror: internal error: Network is already in use by interface br0',
      'failed',
      'network’s addresses are already in use on br0',
    ],
    ["error: internal error: bridge name 'br1' already in use.", 'failed', 'bridge name br1 is already used'],
    [
      "error: operation failed: network 'n1 <b>' already exists with uuid 6ec8d45f-1d2c-4e6b-9b53-4c1b8c0a7a11",
      'failed',
      'already has a network n1 <b>',
    ],
    ['error: Requested operation is not valid: network is already active', 'failed', 'is already active'],
    [
      'error: Requested operation is not valid: cannot set autostart for transient network',
      'failed',
      'transient network has no definition',
    ],
    [
      "error: Unable to find 'dnsmasq' binary in $PATH: No such file or directory",
      'failed',
      'dnsmasq, which hands out',
    ],
    [
      'error: error creating bridge interface virbr3: File exists',
      'failed',
      'The name virbr3 is already used',
    ],
    [
      'error: Unable to create tap device tap0: Device or resource busy',
      'failed',
      'TAP tap0 is already held open',
    ],
    ['error: Unable to create tap device tunx: Invalid argument', 'failed', 'can’t use tunx'],
    [
      "error: internal error: target managed='no' but specified dev doesn't exist",
      'failed',
      'TAP for this vNIC is not on this host',
    ],
    [
      'error: error creating macvtap interface macvtap5@enp3s0 (52:54:00:12:00:11): Device or resource busy',
      'failed',
      'enp3s0 can’t carry a macvtap',
    ],
    [
      'error: error creating macvtap interface macvtap4@enp4s0 (52:54:00:12:00:04): Invalid argument',
      'failed',
      'enp4s0 can’t carry this macvtap',
    ],
  ])('explains %s', (stderr, status, message) => {
    expect(explainVirsh(stderr)).toEqual({
      status,
      message: expect.stringContaining(message),
      advice: expect.stringMatching(/[\w`]\.$|^Retrying…/),
    });
  });

  it('says of a batch that lost its connection that, and not that each VM is gone', () => {
    const gone = "error: failed to get domain 'x'\n".repeat(5000);
    const lost = 'error: Disconnected from qemu:///system due to end of file\n';
    expect(explainVirsh(gone + lost)?.message).toContain('Lost the connection to libvirt');
    expect(explainVirsh(lost + gone)?.message).toContain('Lost the connection to libvirt');
  });

  it('keeps control characters of a name from the terminal', () => {
    expect(explainVirsh("error: failed to get domain '\u001b[2Jx'")?.message).toBe(
      'libvirt has no VM “[2Jx”.',
    );
  });

  it('knows nothing of other words', () => {
    expect(explainVirsh('error: something new')).toBeNull();
    expect(explainVirsh('')).toBeNull();
  });
});

describe('explainIp', () => {
  it.each([
    [
      'RTNETLINK answers: File exists',
      'ip link add name myalt type bridge',
      'already has a link with this name',
    ],
    [
      'ioctl(TUNSETIFF): Device or resource busy',
      'ip tuntap add dev br0 mode tap',
      'already has a link with this name',
    ],
    ['ioctl(TUNSETIFF): Device or resource busy', 'ip tuntap del dev tap0 mode tap', 'holds the TAP open'],
    ['ioctl(TUNSETIFF): Invalid argument', 'ip tuntap del dev mq mode tap', 'several queues'],
    [
      'RTNETLINK answers: Operation not supported',
      'ip link set dev br1 type bridge stp_state 0 forward_delay 1500 vlan_filtering 1',
      'doesn’t support VLAN filtering',
    ],
    [
      'RTNETLINK answers: Numerical result out of range',
      'ip link set dev br1 type bridge stp_state 0 forward_delay 100',
      '2 to 30 seconds',
    ],
    [
      'RTNETLINK answers: Invalid argument',
      'ip link set dev macvtap0 mtu 9000',
      'the link below has a smaller one',
    ],
    ['RTNETLINK answers: Invalid argument', 'ip link add name all type bridge', 'doesn’t accept this name'],
    ['RTNETLINK answers: Operation not supported', 'ip link del dev lo', 'to be deleted'],
    ['invalid user "alice"', 'ip tuntap add dev tap9 mode tap user alice', 'no user alice'],
    ['Error: mtu greater than device maximum.', 'ip link set dev tap9 mtu 65535', 'greater than its driver'],
    ['Error: mtu less than device minimum.', 'ip link set dev tap9 mtu 67', 'less than its driver'],
    // From the kernel's source, net/bridge/br_if.c.
    ['Error: Device does not allow enslaving to a bridge.', 'ip link set dev wlp2s0 master br0', 'wireless'],
  ])('explains %s of %s', (stderr, command, message) => {
    expect(explainIp(stderr, command.split(' '))?.message).toContain(message);
  });

  it('takes a few words of the kernel for no more than they say of another command', () => {
    expect(explainIp('RTNETLINK answers: File exists', ['ip', 'addr', 'add', '10.0.0.1/24'])).toBeNull();
    expect(explainIp('RTNETLINK answers: Operation not supported')?.message).toContain('have ports');
  });

  it.each([
    ['RTNETLINK answers: Operation not permitted', 'denied', 'needs root'],
    ['Cannot find device "nosuch"', 'failed', 'no interface nosuch'],
    ['Device "nosuch" does not exist.', 'failed', 'no interface nosuch'],
    ['Error: argument "nosuch" is wrong: Device does not exist\n', 'failed', 'no interface nosuch'],
    ['Error: Can not enslave a bridge to a bridge.', 'failed', 'port of another bridge'],
    ['RTNETLINK answers: Device or resource busy', 'failed', 'in use'],
    ['RTNETLINK answers: Operation not supported', 'failed', 'can’t connect this interface there'],
    ['RTNETLINK answers: Invalid argument', 'failed', 'as a port'],
    ['Option "-j" is unknown, try "ip -help".', 'failed', 'doesn’t support -j'],
    ['BusyBox v1.35.0 (Debian 1:1.35.0-4+b1) multi-call binary.\n\nUsage: ip [OPTIONS]', 'failed', 'BusyBox'],
    // From iproute2's source, lib/libnetlink.c.
    ['netlink receive error No buffer space available (105)', 'failed', 'more changes'],
    ['Dump was interrupted and may be inconsistent.', 'partial', 'changed while'],
    [
      'Cannot open netlink socket: Operation not permitted',
      'denied',
      'doesn’t show its links: Operation not permitted.',
    ],
  ])('explains %s', (stderr, status, message) => {
    expect(explainIp(stderr)).toEqual({
      status,
      message: expect.stringContaining(message),
      advice: expect.stringMatching(/[\w`]\.$|^Retrying…/),
    });
  });

  it('knows nothing of other words', () => {
    expect(explainIp('something new')).toBeNull();
  });
});

/** Real tools, without a libvirt daemon and without changing anything. */
function stderrOf(program: string, ...args: string[]): string {
  return (
    spawnSync(program, args, { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C.UTF-8' } }).stderr ?? ''
  );
}

describe.skipIf(spawnSync('virsh', ['--version']).status !== 0)('the virsh of this machine', () => {
  it.each([
    ['qemu+unix:///system?socket=/nonexistent/libvirt-sock', ['list'], 'libvirt is not running'],
    ['test:///default', ['domiflist', 'nosuch'], 'libvirt has no VM “nosuch”.'],
    ['test:///default', ['net-dumpxml', 'nosuch'], 'libvirt has no network “nosuch”.'],
    ['test:///default', ['frob'], 'doesn’t support frob'],
    ['test:///default', ['list', '--frob'], 'doesn’t support --frob'],
    ['test:///default', ['destroy test; domifaddr test'], 'The VM is not running.'],
  ])('%s %s is explained', (uri, args, message) => {
    expect(explainVirsh(stderrOf('virsh', '-c', uri, ...args))?.message).toContain(message);
  });

  it('refuses a change on a connection that may only read, which is explained', () => {
    expect(explainVirsh(stderrOf('virsh', '-r', '-c', 'test:///default', 'destroy', 'test'))?.status).toBe(
      'denied',
    );
  });
});

describe.skipIf(spawnSync('ip', ['-V']).status !== 0)('the ip of this machine', () => {
  it('names a link that is not there, and an option that it does not know', () => {
    expect(explainIp(stderrOf('ip', 'link', 'show', 'dev', 'nosuch0'))?.message).toContain(
      'no interface nosuch0',
    );
    expect(explainIp(stderrOf('ip', '-frob', 'link'))?.message).toContain('doesn’t support -frob');
  });
});
