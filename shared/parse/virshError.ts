import { type Explanation, explain, type KnownFailure } from './knownFailure.ts';

/**
 * What virsh's standard error means; null when it is not known. Of several errors, as a batch prints them, the one
 * that explains most comes first: no connection before no VM.
 */
export function explainVirsh(stderr: string): Explanation | null {
  return explain(stderr, [...CONNECTION, ...OBJECT, ...NETWORK, ...EDIT]);
}

const NO_SOCKET = 'libvirt is not running on this host: there is no socket';

/** Whether that is what a message of `explainVirsh` says. */
export function isSocketMissing(message: string): boolean {
  return message.startsWith(NO_SOCKET);
}

const START =
  'Start it with `sudo systemctl start libvirtd`, or `virtqemud.socket` where libvirt is split into daemons.';
const GROUP = 'Join the group that may: `sudo usermod -aG libvirt "$USER"`, then log out and in again.';
const GONE = 'Patchbay reads the host again. If this stays wrong, somebody else removed it in the meantime.';
const REPLUG = 'Detach the vNIC and attach a new one, or change it for the next boot only.';

// error: failed to connect to the hypervisor
// error: Failed to connect socket to '/var/run/libvirt/libvirt-sock': No such file or directory
const CONNECTION: readonly KnownFailure[] = [
  {
    pattern: /Failed to connect socket to '(.*)': No such file or directory/,
    status: 'failed',
    message: `${NO_SOCKET} $1.`,
    advice: START,
  },
  {
    pattern: /Failed to connect socket to '(.*)': Connection refused/,
    status: 'failed',
    message: 'libvirt has stopped on this host: nothing listens on $1.',
    advice: START,
  },
  {
    pattern: /Failed to connect socket to '(.*)': Permission denied/,
    status: 'denied',
    message: 'You don’t have permission to use libvirt’s socket $1.',
    advice: GROUP,
  },
  // error: authentication unavailable: no polkit agent available to authenticate action 'org.libvirt.unix.manage'
  // Source: libvirt src/util/virpolkit.c, src/access/viraccessdriverpolkit.c
  {
    pattern:
      /no polkit agent available|authentication (?:unavailable|failed|cancelled)|user cancelled authentication|access denied by policy/,
    status: 'denied',
    message: 'polkit denied this to you when libvirt asked.',
    advice: GROUP,
  },
  {
    pattern: /operation forbidden: read only access/,
    status: 'denied',
    message: 'This connection to libvirt is read-only.',
    advice: GROUP,
  },
  {
    pattern: /no connection driver available for (.*)/,
    status: 'failed',
    message: 'libvirt on this host has no driver for $1.',
    advice:
      'Install libvirt’s QEMU driver: `libvirt-daemon-system` on Debian and Ubuntu, `libvirt-daemon-kvm` on Fedora.',
  },
  // error: Disconnected from qemu:///system due to end of file
  {
    pattern:
      /Disconnected from|Failed to reconnect|client socket is closed|End of file while reading data|Cannot recv data/,
    status: 'failed',
    message: 'Lost the connection to libvirt: its daemon was stopped or restarted.',
    advice: 'Retrying… If the problem persists, check `journalctl -u libvirtd -u virtqemud`.',
  },
  // error: command 'list' doesn't support option --frob
  {
    pattern: /unknown command: '(.*)'|doesn't support option (\S+)/,
    status: 'failed',
    message: 'This virsh is too old: it doesn’t support $1$2.',
    advice: 'Update libvirt-clients on this host.',
  },
];

const OBJECT: readonly KnownFailure[] = [
  {
    pattern: /failed to get domain '(.*)'|no domain with matching (?:uuid|name|id) '(.*)'/i,
    status: 'failed',
    message: 'libvirt has no VM “$1$2”.',
    advice: GONE,
  },
  {
    pattern: /no network with matching (?:uuid|name) '(.*)'|failed to get network '(.*)'/i,
    status: 'failed',
    message: 'libvirt has no network “$1$2”.',
    advice: GONE,
  },
  {
    pattern: /domain is not (?:running|active)/,
    status: 'failed',
    message: 'The VM is not running.',
    advice: 'Start it, or make the change for the next boot.',
  },
  {
    pattern: /network '(.*)' is not active/,
    status: 'failed',
    message: 'The network “$1” is not active.',
    advice: 'Start it with `virsh -c qemu:///system net-start`, then try again.',
  },
  {
    pattern:
      /QEMU guest agent is not (?:connected|configured)|Guest agent (?:is not responding|not available)/i,
    status: 'failed',
    message: 'The guest agent doesn’t answer.',
    advice: 'Install and start qemu-guest-agent in the VM, with its channel in the VM’s definition.',
  },
  {
    pattern: /cannot acquire state change lock/,
    status: 'timed-out',
    message: 'The VM is busy with another libvirt job and couldn’t be changed.',
    advice: 'Wait until that job ends (a backup, a migration, a guest that doesn’t respond), then try again.',
  },
];

const NETWORK: readonly KnownFailure[] = [
  {
    pattern: /Network is already in use by interface (\S+)/,
    status: 'failed',
    message: 'The network’s addresses are already in use on $1.',
    advice: 'Choose another range for the network, or stop what uses this one.',
  },
  {
    pattern: /bridge name '(.*)' already in use/,
    status: 'failed',
    message: 'The bridge name $1 is already used by a bridge of this host or another network.',
    advice: 'Let libvirt choose the name, or enter another one.',
  },
  {
    pattern: /network '(.*)' (?:already exists|is already defined) with uuid (\S+)/,
    status: 'failed',
    message: 'libvirt already has a network $1, with the UUID $2.',
    advice: 'Choose another name.',
  },
  {
    pattern: /network is already active/,
    status: 'failed',
    message: 'The network is already active.',
    advice: GONE,
  },
  {
    pattern: /cannot set autostart for transient network/,
    status: 'failed',
    message: 'A transient network has no definition, so it can’t start with the host.',
    advice: 'Define it first: `virsh net-dumpxml`, then `virsh net-define`.',
  },
  {
    pattern: /Unable to find 'dnsmasq' binary in \$PATH/,
    status: 'failed',
    message: 'dnsmasq, which hands out a network’s addresses, is not installed on this host.',
    advice: 'Install it: `dnsmasq-base` on Debian and Ubuntu, `dnsmasq` on Fedora.',
  },
  // libvirt 5.1 and later; src/network/bridge_driver_linux.c
  {
    pattern: /enabling IPv6 forwarding with RA routes without accept_ra set to 2/,
    status: 'failed',
    message:
      'With IPv6 forwarding, this host would lose its own routes, which come from its router’s advertisements.',
    advice: 'Set `accept_ra` of the uplink to 2 first.',
  },
];

const EDIT: readonly KnownFailure[] = [
  // error: Unable to add bridge br1 port vnet4: Device or resource busy
  {
    pattern: /Unable to add bridge (\S+) port (\S+): Device or resource busy/,
    status: 'failed',
    message: '$2 couldn’t be connected to $1: it is not on the bridge that libvirt has on record.',
    advice: 'It was moved without libvirt. Disconnect $2 from its bridge first, then move it.',
  },
  {
    pattern: /bridge (\S+) doesn't exist|Cannot get interface MTU on '(.*)': No such device/,
    status: 'failed',
    message: 'There is no bridge $1$2 on this host.',
    advice: 'Create the bridge, or choose another.',
  },
  {
    pattern: /Unable to get index for interface (\S+): No such device/,
    status: 'failed',
    message: 'There is no interface $1 on this host.',
    advice: 'Choose another.',
  },
  {
    pattern: /The (\S+) interface already exists|error creating bridge interface (\S+): File exists/,
    status: 'failed',
    message: 'The name $1$2 is already used by another interface of this host.',
    advice: 'Let libvirt choose the name, or enter another one.',
  },
  {
    pattern: /Unable to create tap device (\S+): Device or resource busy/,
    status: 'failed',
    message: 'The TAP $1 is already held open, by another process or by this VM.',
    advice: 'A TAP can serve only one vNIC: stop the process that holds it, or choose another.',
  },
  // A TUN, or a TAP of several queues for a vNIC of one
  {
    pattern: /Unable to create tap device (\S+): Invalid argument/,
    status: 'failed',
    message: 'This vNIC can’t use $1: it is a TUN, or a TAP with several queues.',
    advice: 'Create a TAP with one queue: `ip tuntap add dev NAME mode tap`.',
  },
  {
    pattern: /Unable to create tap device (\S+): Operation not permitted/,
    status: 'failed',
    message: 'libvirt can’t open the TAP $1: it belongs to another user.',
    advice: 'Create it without an owner, or with QEMU’s user as its owner.',
  },
  {
    pattern: /target managed='no' but specified dev doesn't exist/,
    status: 'failed',
    message: 'The TAP for this vNIC is not on this host.',
    advice: 'Create it first, or choose another.',
  },
  // error: error creating macvtap interface macvtap5@enp3s0 (52:54:00:12:00:11): Device or resource busy
  {
    pattern: /error creating macvtap interface \S+@(\S+) \(.*\): Device or resource busy/,
    status: 'failed',
    message: '$1 can’t carry a macvtap: it is a port of a bridge or a bond, or another macvtap uses it.',
    advice: 'Connect the vNIC to the bridge instead, or remove $1 from it first.',
  },
  {
    pattern: /error creating macvtap interface \S+@(\S+) \(.*\): Invalid argument/,
    status: 'failed',
    message: '$1 can’t carry this macvtap: passthrough mode allows no other on the same link.',
    advice: 'Choose another mode or another link.',
  },
  {
    pattern: /Bus '(.*)' does not support hotplugging/,
    status: 'failed',
    message:
      'A vNIC can’t be attached to or detached from this VM while it runs: its bus $1 has no hot-plug.',
    advice: 'Make the change for the next boot, and restart the VM.',
  },
  {
    pattern: /No more available PCI slots/,
    status: 'failed',
    message: 'The VM has no free PCI slot for another vNIC.',
    advice: 'Make the change for the next boot: libvirt then adds a slot to the definition.',
  },
  // error: Operation not supported: cannot modify network device model from virtio to e1000
  {
    pattern: /Operation not supported: (?:cannot (?:modify|change)|unable to change) (.*)/,
    status: 'failed',
    message: 'libvirt can’t change this on a running VM: $1.',
    advice: REPLUG,
  },
  // error: device not found: no device found at address '…' matching MAC address '52:54:00:00:00:99' and alias '…'
  {
    pattern: /no device found at address .* matching MAC address '(.*?)'|No interface with MAC address (\S+)/,
    status: 'failed',
    message: 'The VM has no vNIC with the MAC $1$2.',
    advice: GONE,
  },
  {
    pattern:
      /interface '(.*)' not found|no device found with alias (\S+)|No interface found whose type is (\S+)/,
    status: 'failed',
    message: 'The VM has no vNIC $1$2$3.',
    advice: GONE,
  },
  {
    pattern: /multiple interfaces matching MAC address (\S+?)\.?(?:\s|$)/,
    status: 'failed',
    message: 'The VM has several vNICs with the MAC $1.',
    advice: 'Give them different MACs, or detach this one by its alias.',
  },
  // Source: QEMU softmmu/qdev-monitor.c qmp_device_del()
  {
    pattern: /Device (\S+) is already in the process of unplug/,
    status: 'failed',
    message: 'The VM was already asked to release $1, and hasn’t done so yet.',
    advice: 'Its operating system has to respond: wait until it has booted, or shut the VM down.',
  },
  {
    pattern: /'([^']*)' is not a valid device model name/,
    status: 'failed',
    message: 'QEMU on this host has no NIC model $1.',
    advice: 'Choose virtio or e1000.',
  },
  {
    pattern: /expected unicast mac address, found multicast '(.*)'|unable to parse mac address '(.*)'/,
    status: 'failed',
    message: '$1$2 isn’t a valid MAC for a vNIC.',
    advice: 'Use six bytes, the first one even, such as 52:54:00:aa:00:01.',
  },
];
