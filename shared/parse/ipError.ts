import { type Explanation, explain, type KnownFailure } from './knownFailure.ts';

/** What the standard error of `ip` or `bridge` means; null when it is not known. */
export function explainIp(stderr: string): Explanation | null {
  return explain(stderr, KNOWN);
}

const KNOWN: readonly KnownFailure[] = [
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
    message: "The `ip` on this host is BusyBox's, which cannot print JSON.",
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
