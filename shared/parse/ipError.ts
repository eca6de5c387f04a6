import { type Explanation, explain, type KnownFailure } from './knownFailure.ts';

/**
 * What the standard error of `ip` or `bridge` means; null when it is not known.
 * @param argv the command, where it is known: the kernel says the same few words of many things
 */
export function explainIp(stderr: string, argv: readonly string[] = []): Explanation | null {
  return explain(stderr, [...OF_ONE_COMMAND, ...KNOWN], argv.join(' '));
}

const OF_ONE_COMMAND: readonly KnownFailure[] = [
  // RTNETLINK answers: File exists   said of a name and of an altname
  {
    pattern: /RTNETLINK answers: File exists/,
    command: /^ip link add /,
    status: 'failed',
    message: 'The host already has a link with this name, or with this alternative name (altname).',
    advice: 'Choose another name.',
  },
  // ioctl(TUNSETIFF): Device or resource busy
  {
    pattern: /ioctl\(TUNSETIFF\): Device or resource busy/,
    command: /^ip tuntap add /,
    status: 'failed',
    message: 'The host already has a link with this name, or with this alternative name (altname).',
    advice: 'Choose another name.',
  },
  {
    pattern: /ioctl\(TUNSETIFF\): Device or resource busy/,
    command: /^ip tuntap del /,
    status: 'failed',
    message: 'A process holds the TAP open.',
    advice: 'End that process first, or detach the vNIC from its VM.',
  },
  // ioctl(TUNSETIFF): Invalid argument
  {
    pattern: /ioctl\(TUNSETIFF\): Invalid argument/,
    command: /^ip tuntap del /,
    status: 'failed',
    message: 'Patchbay can’t delete this: it is a TAP with several queues, or not a TAP.',
    advice: 'Delete a TAP with several queues with: ip tuntap del dev NAME mode tap multi_queue',
  },
  // RTNETLINK answers: Operation not supported   by a kernel that was built without CONFIG_BRIDGE_VLAN_FILTERING
  {
    pattern: /RTNETLINK answers: Operation not supported/,
    command: / type bridge .*vlan_filtering [01]$/,
    status: 'failed',
    message: 'This host’s kernel doesn’t support VLAN filtering on bridges.',
    advice: 'Leave VLAN filtering as it is, and use a separate bridge for each VLAN.',
  },
  // RTNETLINK answers: Numerical result out of range
  {
    pattern: /RTNETLINK answers: Numerical result out of range/,
    command: / type bridge .*forward_delay /,
    status: 'failed',
    message: 'The kernel doesn’t accept this forward delay: with STP it must be 2 to 30 seconds.',
    advice: 'Choose 2 to 30 seconds.',
  },
  // RTNETLINK answers: Invalid argument | Numerical result out of range   of a macvtap and of a VLAN
  {
    pattern: /RTNETLINK answers: (?:Invalid argument|Numerical result out of range)/,
    command: /^ip link set dev .* mtu \d+$/,
    status: 'failed',
    message: 'The kernel doesn’t allow this MTU: the link below has a smaller one.',
    advice: 'Set a larger MTU on the link below first.',
  },
  // RTNETLINK answers: Invalid argument   of a name such as "all"
  {
    pattern: /RTNETLINK answers: Invalid argument/,
    command: /^ip link add /,
    status: 'failed',
    message: 'The kernel doesn’t accept this name for a link.',
    advice: 'Choose another name.',
  },
  {
    pattern: /RTNETLINK answers: Operation not supported/,
    command: /^ip link del /,
    status: 'failed',
    message: 'The kernel doesn’t allow this link to be deleted.',
    advice: '',
  },
];

const KNOWN: readonly KnownFailure[] = [
  // invalid user "alice"
  {
    pattern: /^invalid user "(.*)"/m,
    status: 'failed',
    message: 'This host has no user $1.',
    advice: 'Choose a user of this host, or leave it empty.',
  },
  // Error: argument "a/b" is wrong: "dev" not a valid ifname
  {
    pattern: /argument "(.*)" is wrong: "(?:dev|name)" not a valid ifname/,
    status: 'failed',
    message: 'A link can’t be called $1.',
    advice: 'Choose a name of at most 15 letters, without spaces, slashes or colons.',
  },
  // Error: mtu greater than device maximum.   before Linux 4.20 "RTNETLINK answers: Invalid argument"
  {
    pattern: /mtu (greater|less) than device (?:maximum|minimum)/,
    status: 'failed',
    message: 'The link doesn’t accept this MTU: it is $1 than its driver allows.',
    advice: 'ip -d link show prints the limits (minmtu, maxmtu).',
  },
  // Error: Device does not allow enslaving to a bridge.   a wireless card (IFF_DONT_BRIDGE)
  {
    pattern: /Device does not allow enslaving to a bridge/,
    status: 'failed',
    message: 'The kernel doesn’t allow this card as a port of a bridge, as with any wireless card.',
    advice: 'Use a NAT or routed network for the VMs.',
  },
  // Option "-j" is unknown, try "ip -help".   iproute2 before 4.14
  {
    pattern: /(?:Option|Object) "(.*)" is unknown/,
    status: 'failed',
    message: 'This iproute2 is too old: it doesn’t support $1.',
    advice: 'Update iproute2 on this host.',
  },
  {
    pattern: /BusyBox/,
    status: 'failed',
    message: 'The `ip` on this host is BusyBox’s, which can’t print JSON.',
    advice: 'Install iproute2 on this host.',
  },
  {
    pattern: /Cannot open netlink socket: (.*)/,
    status: 'denied',
    message: 'The kernel doesn’t show its links: $1.',
    advice: 'Check whether Patchbay runs in a container or sandbox that forbids netlink.',
  },
  // RTNETLINK answers: Operation not permitted
  {
    pattern: /Operation not permitted|Permission denied/,
    status: 'denied',
    message: 'You don’t have permission to change links on this host: that needs root or CAP_NET_ADMIN.',
    advice: 'Run the command as root, for example with sudo.',
  },
  // Cannot find device "vnet9" | Device "vnet9" does not exist. | Error: argument "br9" is wrong: Device does not exist
  {
    pattern:
      /Cannot find (?:bridge )?device "(.*)"|Device "(.*)" does not exist|argument "(.*)" is wrong: Device does not exist/,
    status: 'failed',
    message: 'There is no interface $1$2$3 on this host.',
    advice:
      'It may have been removed in the meantime, as a TAP is when its VM stops. Patchbay reads the host again.',
  },
  // Error: Can not enslave a bridge to a bridge.   on older kernels "RTNETLINK answers: Too many levels of symbolic links"
  {
    pattern: /Can not enslave a bridge to a bridge|Too many levels of symbolic links/,
    status: 'failed',
    message: 'A bridge can’t be a port of another bridge.',
    advice: 'Connect the two bridges with a veth pair instead.',
  },
  {
    pattern: /RTNETLINK answers: Device or resource busy/,
    status: 'failed',
    message: 'The interface is in use by something that doesn’t share it, such as a macvtap or a bond.',
    advice: 'Release it there first.',
  },
  // Said of a master that is no bridge, after the port was taken off its old one.
  {
    pattern: /RTNETLINK answers: Operation not supported/,
    status: 'failed',
    message: 'The kernel can’t connect this interface there: only bridges, bonds and the like have ports.',
    advice: 'Choose a bridge.',
  },
  // Said of the loopback as a port.
  {
    pattern: /RTNETLINK answers: Invalid argument/,
    status: 'failed',
    message: 'The kernel doesn’t allow this interface as a port.',
    advice: 'Choose another interface.',
  },
  {
    pattern: /No buffer space available/,
    status: 'failed',
    message: 'The kernel reported more changes than Patchbay could read in time.',
    advice: 'Retrying…',
  },
  {
    pattern: /Dump was interrupted and may be inconsistent/,
    status: 'partial',
    message: 'The links changed while they were read.',
    advice: 'Retrying…',
  },
];
