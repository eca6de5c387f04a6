import { addressText, covers, type Prefix, rangeOf, readPrefix } from '#shared/host/prefix.ts';
import type { NetworkForward } from '#shared/ops/network/networkXml.ts';
import { type Refusal, refuse } from '#shared/ops/refusal.ts';

type OwnSubnet = Exclude<NetworkForward, { readonly mode: 'bridge' }>;

/** What libvirt's DHCP server takes at most, `virSocketAddrGetRange()`. */
const LARGEST_RANGE = 65_535n;

/** Why the host can't have this address in the network, or its guests these; null: they fit each other. */
export function refuseSubnet({ mode, address, dhcp }: OwnSubnet): Refusal | null {
  if (address === null) {
    if (mode !== 'isolated') {
      return refuse(
        'The host needs an address in this network: it is the guests’ gateway.',
        'Enter one with its prefix length, such as 192.168.150.1/24.',
      );
    }
    return dhcp === null ? null : refuse('DHCP needs an address of the host in the network.', 'Enter one.');
  }
  const own = readPrefix(address);
  if (own === null || !address.includes('/')) {
    return refuse(
      `“${address}” is not an address with its prefix length.`,
      'Write it as 192.168.150.1/24: the host’s own address in the network.',
    );
  }
  if (own.family === 'inet6') {
    return refuse(
      'Patchbay can define networks only with an IPv4 address.',
      'Define it with virsh net-define, or add the IPv6 address with virsh net-edit.',
    );
  }
  return refuseOwn(address, own) ?? (dhcp === null ? null : refuseRange(address, own, dhcp));
}

function refuseOwn(address: string, own: Prefix): Refusal | null {
  if (own.length < 8 || own.length > 30) {
    return refuse(
      `A prefix length of ${own.length} doesn’t work for a network with guests.`,
      'Choose one from 8 to 30; 24 has room for 253 guests.',
    );
  }
  if (unusable.some((range) => covers(range, own))) {
    return refuse(
      `${address} is in a range that hosts can’t use.`,
      'Choose a private range, such as 192.168.150.1/24.',
    );
  }
  const edge = edgeOf(own, own.value);
  if (edge !== null) {
    return refuse(
      `${address} is the ${edge} address of its network, which a host can’t have.`,
      `Choose another, such as ${dotted(rangeOf(own).first + 1n)}/${own.length}.`,
    );
  }
  return null;
}

function refuseRange(
  address: string,
  own: Prefix,
  { start, end }: { readonly start: string; readonly end: string },
): Refusal | null {
  const usable = `${dotted(rangeOf(own).first + 1n)} to ${dotted(rangeOf(own).last - 1n)}`;
  const from = readPrefix(start);
  const to = readPrefix(end);
  for (const [text, read] of [
    [start, from],
    [end, to],
  ] as const) {
    if (read === null || text.includes('/')) return refuse(`“${text}” is not an address.`, '');
    if (!covers(own, read)) {
      return refuse(`${text} is not in the network of ${address}.`, `Choose from ${usable}.`);
    }
    const edge = edgeOf(own, read.value);
    if (edge !== null) {
      return refuse(`${text} is the ${edge} address of the network.`, `Choose from ${usable}.`);
    }
  }
  if (from === null || to === null) return null;
  if (from.value > to.value) {
    return refuse(`The DHCP range ends (${end}) before it begins (${start}).`, 'Swap the two.');
  }
  if (from.value <= own.value && own.value <= to.value) {
    return refuse(
      `The DHCP range includes ${dotted(own.value)}, which is the host’s own address.`,
      'Choose a range that begins after that address or ends before it.',
    );
  }
  return to.value - from.value > LARGEST_RANGE
    ? refuse('A DHCP range can have at most 65,535 addresses.', 'Choose a smaller one.')
    : null;
}

/** A range that the internet routes elsewhere: guests could not reach who really has it. */
export function isPrivate(own: Prefix): boolean {
  return privateRanges.some((range) => covers(range, own));
}

function edgeOf(own: Prefix, value: bigint): 'network' | 'broadcast' | null {
  const { first, last } = rangeOf(own);
  if (value === first) return 'network';
  return value === last ? 'broadcast' : null;
}

function dotted(value: bigint): string {
  return addressText('inet', value);
}

const ranges = (...texts: string[]) => texts.flatMap((text) => readPrefix(text) ?? []);

/** This host, loopback, link-local, multicast and what is reserved: RFC 6890. */
const unusable = ranges('0.0.0.0/8', '127.0.0.0/8', '169.254.0.0/16', '224.0.0.0/4', '240.0.0.0/4');

/** RFC 1918, and RFC 6598 for carriers. */
const privateRanges = ranges('10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10');
