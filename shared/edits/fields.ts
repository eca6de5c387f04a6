import { z } from 'zod';
import { isNumberedName } from '#shared/host/linkName.ts';
import { bondModes, hashPolicies } from '../host/bondSettings.ts';
import { macvtapModes } from '../host/macvtapModes.ts';
import { switchVlanModes } from '../host/ovsVlans.ts';
import type { NetworkForward } from '../ops/network/networkXml.ts';

/** Half of a surrogate pair is no character: as an argument of a program it would become another one. */
const wellFormed = z.string().regex(/^\P{Surrogate}*$/u, 'this text contains half a character');

/** Node ids end in names that come from the host: any text, within reason. */
export const nodeId = wellFormed.min(4).max(300);

/** The kernel's rule (dev_valid_name), and nothing that a program could take for an option. */
const linkName = wellFormed
  .regex(/^[^\s/:]+$/u, 'a link’s name can’t contain spaces, slashes or colons')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is kept out
  .regex(/^[^\u0000-\u001f\u007f]+$/u, 'a link’s name can’t contain control characters')
  .refine(
    (name) => utf8BytesOf(name).length <= 15,
    'a link’s name can’t be longer than 15 bytes (15 plain letters)',
  )
  // The kernel's isspace() is that of Latin-1.
  .refine(
    (name) => !utf8BytesOf(name).includes(0xa0),
    'a link’s name can’t contain the byte a0, which the kernel reads as a space',
  )
  .refine((name) => name !== '.' && name !== '..' && !name.startsWith('-'), 'a link can’t have this name');

export const newLinkName = linkName.refine(
  (name) => !isNumberedName(name),
  'ip reads a name such as if2 as the number of a link',
);

/** libvirt drops a name that begins like one of its own from a definition (`virDomainNetDefParseXML()`). */
export const tapName = newLinkName.refine(
  (name) => !/^(?:vnet|vif|macvtap|macvlan)/.test(name),
  'libvirt ignores a name that begins with vnet, vif, macvtap or macvlan',
);

/** libvirt refuses a slash; control characters would break what is printed of it. */
export const networkName = wellFormed
  .trim()
  .min(1, 'enter a name for the network')
  .max(50, 'a network’s name can’t be longer than 50 characters')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is kept out
  .regex(/^[^/\u0000-\u001f\u007f]+$/u, 'a network’s name can’t contain slashes or control characters')
  .refine((name) => !name.startsWith('-'), 'a network’s name can’t begin with a dash');

/** Names as useradd takes them, or a number. */
export const owner = z
  .string()
  .regex(/^([a-z_][a-z0-9_-]{0,31}|\d{1,10})$/, 'enter a user name such as alice, or a number');

/** Of Ethernet: IPv4 needs 68 bytes, and no link of a bridge takes more than 65535. */
export const mtu = z
  .int('an MTU must be a whole number of bytes')
  .min(68, 'an MTU must be at least 68 bytes')
  .max(65_535, 'an MTU can’t be more than 65535 bytes');

/** 0 and 4095 are reserved (IEEE 802.1Q). */
const vlanId = z
  .int('a VLAN must be a whole number')
  .min(1, 'a VLAN’s number is at least 1')
  .max(4094, 'a VLAN’s number is at most 4094');

/** All the VLANs of a port, each once. */
export const portVlans = z
  .array(z.strictObject({ first: vlanId, last: vlanId, pvid: z.boolean(), untagged: z.boolean() }))
  .max(4094)
  .refine((vlans) => vlans.every(({ first, last }) => first <= last), 'a range begins with its lower VLAN')
  .refine(
    (vlans) => vlans.reduce((sum, { first, last, pvid }) => sum + (pvid ? last - first + 1 : 0), 0) <= 1,
    'only one VLAN can be the PVID',
  )
  .refine((vlans) => {
    const inOrder = vlans.toSorted((one, other) => one.first - other.first);
    return inOrder.every(({ first }, index) => first > (inOrder[index - 1]?.last ?? 0));
  }, 'each VLAN can be named once');

/** The VLANs of a port of Open vSwitch, which fit together. */
export const switchVlans = {
  mode: z.enum(switchVlanModes),
  tag: vlanId.nullable(),
  trunks: z.array(vlanId).max(4094),
};

export const bridgeOptions = {
  stp: z.boolean(),
  forwardDelay: z
    .int('a forward delay must be a whole number of seconds')
    .min(0, 'a forward delay can’t be less than 0 s')
    .max(30, 'a forward delay can’t be more than 30 s'),
  vlanFiltering: z.boolean(),
};

export const bondWanted = {
  mode: z.enum(bondModes),
  // The kernel itself has 802.3ad, balance-tlb and balance-alb look at the carriers.
  miimon: z
    .int('the link check must be a whole number of milliseconds')
    .min(1, 'the link check can’t be less than 1 ms: a dead member would not be noticed')
    .max(60_000, 'the link check can’t be more than 60000 ms'),
  lacpRate: z.enum(['slow', 'fast']).nullable(),
  hashPolicy: z.enum(hashPolicies).nullable(),
  members: z.array(nodeId).max(64),
};

/** 0 and 4095 are reserved (IEEE 802.1Q, 9.6). */
export const vlanNumber = z
  .int('a VLAN must be a whole number')
  .min(1, 'a VLAN can’t be less than 1')
  .max(4094, 'a VLAN can’t be more than 4094');

export const vlanProtocol = z.enum(['802.1Q', '802.1ad']);

export const macvtapMode = z.enum(macvtapModes);

/** When an edit holds; absent: as the VM's state suggests. */
export const persist = z.enum(['now', 'boot', 'both']).optional();

export const upOrDown = z.enum(['up', 'down']);

/** QEMU's device names: letters, digits, dashes, underscores. */
export const nicModel = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_-]{0,39}$/, 'a NIC model can have letters, digits and dashes, such as virtio');

/** A unicast MAC: the lowest bit of the first byte is 0. QEMU takes one of zeros for none, and makes up another. */
export const vnicMac = z
  .string()
  .toLowerCase()
  .regex(
    /^[0-9a-f][02468ace](:[0-9a-f]{2}){5}$/,
    'a MAC has six bytes, the first one even, such as 52:54:00:aa:00:01',
  )
  .refine((text) => text !== '00:00:00:00:00:00', 'an all-zero MAC isn’t valid');

const address = z.string().max(45);

/** Whether the addresses fit each other is for the planner to say. */
export const networkForward: z.ZodType<NetworkForward> = z.discriminatedUnion('mode', [
  z.strictObject({ mode: z.literal('bridge'), bridge: linkName }),
  z.strictObject({
    mode: z.enum(['nat', 'route', 'isolated']),
    address: z.string().max(49).nullable(),
    dhcp: z.strictObject({ start: address, end: address }).nullable(),
    dev: linkName.nullable(),
  }),
]);

/** The kernel counts these, and neither Node's nor the browser's encoder belongs here. */
function utf8BytesOf(text: string): number[] {
  const whole = text.replace(/\p{Surrogate}/gu, '\ufffd');
  return [...encodeURIComponent(whole).matchAll(/%(..)|(.)/g)].map(([, hex, letter]) =>
    hex === undefined ? (letter?.charCodeAt(0) ?? 0) : Number.parseInt(hex, 16),
  );
}
