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
    message: 'The host has a link of this name already, or one that has it as another name (altname).',
    advice: 'Choose another name.',
  },
  // ioctl(TUNSETIFF): Device or resource busy
  {
    pattern: /ioctl\(TUNSETIFF\): Device or resource busy/,
    command: /^ip tuntap add /,
    status: 'failed',
    message: 'The host has a link of this name already, or one that has it as another name (altname).',
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
    message: 'It is no TAP that Patchbay could delete: one with several queues, or no TAP at all.',
    advice: 'A TAP with several queues is deleted with: ip tuntap del dev NAME mode tap multi_queue',
  },
  // RTNETLINK answers: Operation not supported   by a kernel that was built without CONFIG_BRIDGE_VLAN_FILTERING
  {
    pattern: /RTNETLINK answers: Operation not supported/,
    command: / type bridge .*vlan_filtering [01]$/,
    status: 'failed',
    message: 'This host’s kernel has no VLAN filtering in its bridges.',
    advice: 'Leave VLAN filtering as it is, and give each VLAN a bridge of its own.',
  },
  // RTNETLINK answers: Numerical result out of range
  {
    pattern: /RTNETLINK answers: Numerical result out of range/,
    command: / type bridge .*forward_delay /,
    status: 'failed',
    message: 'The kernel does not take this forward delay: with STP it is 2 to 30 seconds.',
    advice: 'Choose one of these.',
  },
  // RTNETLINK answers: Invalid argument | Numerical result out of range   of a macvtap and of a VLAN
  {
    pattern: /RTNETLINK answers: (?:Invalid argument|Numerical result out of range)/,
    command: /^ip link set dev .* mtu \d+$/,
    status: 'failed',
    message: 'The kernel does not let this link have this MTU: it sits on another one whose MTU is smaller.',
    advice: 'Give the link below a larger MTU first.',
  },
  // RTNETLINK answers: Invalid argument   of a name such as "all"
  {
    pattern: /RTNETLINK answers: Invalid argument/,
    command: /^ip link add /,
    status: 'failed',
    message: 'The kernel does not take this name for a link.',
    advice: 'Choose another name.',
  },
  {
    pattern: /RTNETLINK answers: Operation not supported/,
    command: /^ip link del /,
    status: 'failed',
    message: 'The kernel does not let this link be deleted.',
    advice: '',
  },
];

const KNOWN: readonly KnownFailure[] = [
  // invalid user "alice"
  {
    pattern: /^invalid user "(.*)"/m,
    status: 'failed',
    message: 'This host knows no user $1.',
    advice: 'Choose a user of this host, or none.',
  },
  // Error: argument "a/b" is wrong: "dev" not a valid ifname
  {
    pattern: /argument "(.*)" is wrong: "(?:dev|name)" not a valid ifname/,
    status: 'failed',
    message: 'A link can’t be called $1.',
    advice: 'Choose a name of at most 15 letters, without blanks, slashes and colons.',
  },
  // Error: mtu greater than device maximum.   before Linux 4.20 "RTNETLINK answers: Invalid argument"
  {
    pattern: /mtu (greater|less) than device (?:maximum|minimum)/,
    status: 'failed',
    message: 'The link does not take this MTU: it is $1 than its driver allows.',
    advice: 'ip -d link show tells the least and the most (minmtu, maxmtu).',
  },
  // Error: Device does not allow enslaving to a bridge.   a wireless card (IFF_DONT_BRIDGE)
  {
    pattern: /Device does not allow enslaving to a bridge/,
    status: 'failed',
    message: 'The kernel does not let this card be a port of a bridge, as it does with no wireless one.',
    advice: 'Give the VMs a network with NAT or a routed one.',
  },
  // Option "-j" is unknown, try "ip -help".   iproute2 before 4.14
  {
    pattern: /(?:Option|Object) "(.*)" is unknown/,
    status: 'failed',
    message: 'This iproute2 is too old: it does not know $1.',
    advice: 'Update iproute2 on this host.',
  },
  {
    pattern: /BusyBox/,
    status: 'failed',
    message: 'The `ip` on this host is BusyBox’s, which cannot print JSON.',
    advice: 'Install iproute2 on this host.',
  },
  {
    pattern: /Cannot open netlink socket: (.*)/,
    status: 'denied',
    message: 'The kernel gives no view of its links: $1.',
    advice: 'Look whether this runs in a container or sandbox that forbids netlink.',
  },
  // RTNETLINK answers: Operation not permitted
  {
    pattern: /Operation not permitted|Permission denied/,
    status: 'denied',
    message: 'You may not change links on this host: that needs root or CAP_NET_ADMIN.',
    advice: 'Run the command as root, for example with sudo.',
  },
  // Cannot find device "vnet9" | Device "vnet9" does not exist. | Error: argument "br9" is wrong: Device does not exist
  {
    pattern:
      /Cannot find (?:bridge )?device "(.*)"|Device "(.*)" does not exist|argument "(.*)" is wrong: Device does not exist/,
    status: 'failed',
    message: 'There is no interface $1$2$3 on this host.',
    advice: 'The host is read again; it may have been removed meanwhile, as a TAP is when its VM stops.',
  },
  // Error: Can not enslave a bridge to a bridge.   on older kernels "RTNETLINK answers: Too many levels of symbolic links"
  {
    pattern: /Can not enslave a bridge to a bridge|Too many levels of symbolic links/,
    status: 'failed',
    message: 'A bridge cannot be a port of another bridge.',
    advice: 'Join the two bridges by a veth pair instead.',
  },
  {
    pattern: /RTNETLINK answers: Device or resource busy/,
    status: 'failed',
    message: 'The interface is in use by something that does not share it, such as a macvtap or a bond.',
    advice: 'Release it there first.',
  },
  // Said of a master that is no bridge, after the port was taken off its old one.
  {
    pattern: /RTNETLINK answers: Operation not supported/,
    status: 'failed',
    message: 'The kernel cannot put this interface there: only a bridge, a bond or their like has ports.',
    advice: 'Choose a bridge.',
  },
  // Said of the loopback as a port.
  {
    pattern: /RTNETLINK answers: Invalid argument/,
    status: 'failed',
    message: 'The kernel does not let this interface be a port.',
    advice: 'Choose another interface.',
  },
  {
    pattern: /No buffer space available/,
    status: 'failed',
    message: 'The kernel told of more changes than could be read in time.',
    advice: 'Everything is read again by itself.',
  },
  {
    pattern: /Dump was interrupted and may be inconsistent/,
    status: 'partial',
    message: 'The links changed while they were read.',
    advice: 'Everything is read again by itself.',
  },
];
