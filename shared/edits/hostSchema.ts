import { z } from 'zod';
import { isNumberedName } from '#shared/host/linkName.ts';
import { type LinkEdit, macvtapModes, type NetworkEdit, type NetworkForward } from './hostEdit.ts';

/** Half of a surrogate pair is no character: as an argument of a program it would become another one. */
const wellFormed = z.string().regex(/^\P{Surrogate}*$/u, 'this text holds half a character');

/** Node ids end in names that come from the host: any text, within reason. */
export const nodeId = wellFormed.min(4).max(300);

/** The kernel's rule (dev_valid_name), and nothing that a program could take for an option. */
const linkName = wellFormed
  .regex(/^[^\s/:]+$/u, 'a link’s name has no white space, slash or colon')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is kept out
  .regex(/^[^\u0000-\u001f\u007f]+$/u, 'a link’s name has no control characters')
  .refine(
    (name) => utf8BytesOf(name).length <= 15,
    'a link’s name has at most 15 bytes, which is 15 plain letters',
  )
  // The kernel's isspace() is that of Latin-1.
  .refine(
    (name) => !utf8BytesOf(name).includes(0xa0),
    'a link’s name can’t have a letter with the byte a0 in it, which the kernel takes for a space',
  )
  .refine((name) => name !== '.' && name !== '..' && !name.startsWith('-'), 'a link can’t have this name');

const newLinkName = linkName.refine(
  (name) => !isNumberedName(name),
  'a name such as if2 is what ip calls the link of that number',
);

/** libvirt refuses a slash; control characters would break what is printed of it. */
const networkName = wellFormed
  .trim()
  .min(1, 'a network has a name')
  .max(50, 'a network’s name has at most 50 characters')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is kept out
  .regex(/^[^/\u0000-\u001f\u007f]+$/u, 'a network’s name has no slash and no control characters')
  .refine((name) => !name.startsWith('-'), 'a network’s name does not begin with a dash');

/** Names as useradd takes them, or a number. */
const owner = z
  .string()
  .regex(/^([a-z_][a-z0-9_-]{0,31}|\d{1,10})$/, 'a user is a name such as alice, or a number');

/** Of Ethernet: IPv4 needs 68 bytes, and no link of a bridge takes more than 65535. */
const mtu = z
  .int('an MTU is a whole number of bytes')
  .min(68, 'an MTU has at least 68 bytes')
  .max(65_535, 'an MTU has at most 65535 bytes');

const bridgeOptions = {
  stp: z.boolean(),
  forwardDelay: z
    .int('a forward delay is whole seconds')
    .min(0, 'a forward delay is at least 0 s')
    .max(30, 'a forward delay is at most 30 s'),
  vlanFiltering: z.boolean(),
};

export const macvtapMode = z.enum(macvtapModes);

/** Edits of the host's links as a face sends them. */
export const linkEditSchemas = [
  z.strictObject({
    kind: z.literal('bridge-create'),
    name: newLinkName,
    ...bridgeOptions,
    mtu: mtu.nullable(),
  }),
  z.strictObject({ kind: z.literal('bridge-set'), bridge: nodeId, ...bridgeOptions }),
  z.strictObject({
    kind: z.literal('tap-create'),
    name: newLinkName,
    owner: owner.nullable(),
    to: nodeId.nullable(),
  }),
  z.strictObject({ kind: z.literal('link-delete'), link: nodeId }),
  z.strictObject({ kind: z.literal('link-set'), link: nodeId, state: z.enum(['up', 'down']) }),
  z.strictObject({ kind: z.literal('mtu'), link: nodeId, mtu }),
] as const satisfies readonly z.ZodType<LinkEdit>[];

const address = z.string().max(45);

const forward: z.ZodType<NetworkForward> = z.discriminatedUnion('mode', [
  z.strictObject({ mode: z.literal('bridge'), bridge: linkName }),
  z.strictObject({
    mode: z.enum(['nat', 'route', 'isolated']),
    address: z.string().max(49).nullable(),
    dhcp: z.strictObject({ start: address, end: address }).nullable(),
    dev: linkName.nullable(),
  }),
]);

/** Edits of libvirt's networks as a face sends them; whether the addresses fit each other is for the planner to say. */
export const networkEditSchemas = [
  z.strictObject({
    kind: z.literal('network-define'),
    name: networkName,
    forward,
    start: z.boolean(),
    autostart: z.boolean(),
    uuid: z.uuid().optional(),
  }),
  z.strictObject({ kind: z.literal('network-set'), network: nodeId, active: z.boolean() }),
  z.strictObject({ kind: z.literal('network-autostart'), network: nodeId, on: z.boolean() }),
  z.strictObject({ kind: z.literal('network-delete'), network: nodeId }),
] as const satisfies readonly z.ZodType<NetworkEdit>[];

/** The kernel counts these, and neither Node's nor the browser's encoder belongs here. */
function utf8BytesOf(text: string): number[] {
  const whole = text.replace(/\p{Surrogate}/gu, '\ufffd');
  return [...encodeURIComponent(whole).matchAll(/%(..)|(.)/g)].map(([, hex, letter]) =>
    hex === undefined ? (letter?.charCodeAt(0) ?? 0) : Number.parseInt(hex, 16),
  );
}
