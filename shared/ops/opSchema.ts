import { z } from 'zod';
import type { Route } from '#shared/host/address.ts';
import type { DomainInterface } from '#shared/host/domain.ts';
import { macvtapModes } from '#shared/host/macvtapModes.ts';
import { type PortSettings, settingNames } from '#shared/host/portSettings.ts';
import type { VlanRange } from '../host/vlanRange.ts';
import type { Condition } from './condition.ts';
import type { NewLink } from './hostOp.ts';
import type { NewVnic, Op, PlugTarget, PortKept, VnicKey } from './op.ts';

/** Ops and conditions as they are read back from disk: nothing that is not of the closed set gets through. */

const text = z.string().max(100_000);
const scope = z.enum(['live', 'config']);
const side = z.enum(['live', 'config', 'saved']);
const linkState = z.enum(['up', 'down']);

const domainInterface: z.ZodType<DomainInterface> = z.strictObject({
  type: text,
  mac: text.nullable(),
  model: text.nullable(),
  source: z.strictObject({
    network: text.nullable(),
    bridge: text.nullable(),
    dev: text.nullable(),
    mode: text.nullable(),
    path: text.exactOptional(),
    pci: text.nullable(),
  }),
  targetDev: text.nullable(),
  targetManaged: z.boolean(),
  linkState,
  virtualPort: text.exactOptional(),
  alias: text.nullable(),
  xml: text,
});

export const vnicKeySchema: z.ZodType<VnicKey> = z.strictObject({
  mac: text,
  alias: text.nullable(),
  address: text.nullable(),
});

const plugTarget: z.ZodType<PlugTarget> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('bridge'), bridge: text }),
  z.strictObject({ kind: z.literal('network'), network: text }),
  z.strictObject({ kind: z.literal('tap'), tap: text }),
  z.strictObject({ kind: z.literal('direct'), dev: text, mode: z.enum(macvtapModes) }),
  z.strictObject({ kind: z.literal('former'), was: domainInterface }),
]);

const newVnic: z.ZodType<NewVnic> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('new'), mac: text, model: text, target: plugTarget }),
  z.strictObject({ kind: z.literal('as-it-was'), was: domainInterface }),
]);

const bridgeOptions = { stp: z.boolean(), forwardDelay: z.number(), vlanFiltering: z.boolean() };

const newLink: z.ZodType<NewLink> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('bridge'), name: text, mac: text.nullable(), ...bridgeOptions }),
  z.strictObject({ kind: z.literal('tap'), name: text, owner: text.nullable() }),
]);

const route: z.ZodType<Route> = z.strictObject({
  family: z.enum(['inet', 'inet6']),
  destination: text,
  gateway: text.nullable(),
  link: text.nullable(),
  metric: z.number(),
  protocol: text.optional(),
  onLink: z.literal(true).optional(),
  source: text.optional(),
  settings: z.array(text).optional(),
});

const portSettings: z.ZodType<PortSettings> = z.partialRecord(z.enum(settingNames), text);

const vlanRange: z.ZodType<VlanRange> = z.strictObject({
  first: z.number().int(),
  last: z.number().int(),
  pvid: z.boolean(),
  untagged: z.boolean(),
});

const portKept: z.ZodType<PortKept> = z.strictObject({
  settings: portSettings,
  vlans: z.array(vlanRange).optional(),
});

const portVlan = { link: text, vlans: vlanRange, present: z.boolean() };

/** A row for each verb, or it does not compile. */
const ops: { readonly [Verb in Op['op']]: z.ZodType<Extract<Op, { op: Verb }>> } = {
  'vnic-source': z.strictObject({
    op: z.literal('vnic-source'),
    domain: text,
    vnic: vnicKeySchema,
    scope: side,
    target: plugTarget,
    port: portKept.optional(),
  }),
  'vnic-add': z.strictObject({ op: z.literal('vnic-add'), domain: text, scope, device: newVnic }),
  'vnic-remove': z.strictObject({
    op: z.literal('vnic-remove'),
    domain: text,
    scope,
    vnic: vnicKeySchema,
  }),
  'vnic-link': z.strictObject({
    op: z.literal('vnic-link'),
    domain: text,
    scope,
    vnic: vnicKeySchema,
    state: linkState,
  }),
  'vnic-model': z.strictObject({
    op: z.literal('vnic-model'),
    domain: text,
    scope: z.literal('config'),
    vnic: vnicKeySchema,
    to: domainInterface,
  }),
  'port-master': z.strictObject({
    op: z.literal('port-master'),
    link: text,
    master: text.nullable(),
    port: portKept.optional(),
  }),
  'link-add': z.strictObject({ op: z.literal('link-add'), link: newLink }),
  'link-del': z.strictObject({ op: z.literal('link-del'), link: text }),
  'link-state': z.strictObject({ op: z.literal('link-state'), link: text, state: linkState }),
  'link-mac': z.strictObject({ op: z.literal('link-mac'), link: text, mac: text }),
  'link-mtu': z.strictObject({ op: z.literal('link-mtu'), link: text, mtu: z.number() }),
  'port-settings': z.strictObject({ op: z.literal('port-settings'), link: text, settings: portSettings }),
  'port-vlan': z.strictObject({ op: z.literal('port-vlan'), ...portVlan }),
  'bridge-options': z.strictObject({ op: z.literal('bridge-options'), bridge: text, ...bridgeOptions }),
  address: z.strictObject({
    op: z.literal('address'),
    link: text,
    address: text,
    present: z.boolean(),
    broadcast: text.optional(),
    metric: z.number().optional(),
    noPrefixRoute: z.literal(true).optional(),
  }),
  route: z.strictObject({ op: z.literal('route'), route, present: z.boolean() }),
  'link-dns': z.strictObject({ op: z.literal('link-dns'), link: text, servers: z.array(text) }),
  'link-domains': z.strictObject({ op: z.literal('link-domains'), link: text, domains: z.array(text) }),
  'network-define': z.strictObject({ op: z.literal('network-define'), network: text, name: text, xml: text }),
  'network-undefine': z.strictObject({ op: z.literal('network-undefine'), network: text }),
  'network-active': z.strictObject({ op: z.literal('network-active'), network: text, active: z.boolean() }),
  'network-autostart': z.strictObject({ op: z.literal('network-autostart'), network: text, on: z.boolean() }),
};

export const opSchema: z.ZodType<Op> = z.union(Object.values(ops));

/** A row for each kind, or it does not compile. */
const conditions: { readonly [Kind in Condition['is']]: z.ZodType<Extract<Condition, { is: Kind }>> } = {
  'port-master': z.strictObject({ is: z.literal('port-master'), link: text, master: text.nullable() }),
  'vnic-on-bridge': z.strictObject({
    is: z.literal('vnic-on-bridge'),
    domain: text,
    vnic: vnicKeySchema,
    bridge: text,
  }),
  'vnic-source': z.strictObject({
    is: z.literal('vnic-source'),
    domain: text,
    vnic: vnicKeySchema,
    scope: side,
    target: plugTarget,
  }),
  'vnic-count': z.strictObject({
    is: z.literal('vnic-count'),
    domain: text,
    scope,
    mac: text,
    count: z.number().int().min(0),
  }),
  'vnic-link': z.strictObject({
    is: z.literal('vnic-link'),
    domain: text,
    vnic: vnicKeySchema,
    scope,
    state: linkState,
  }),
  'vnic-model': z.strictObject({
    is: z.literal('vnic-model'),
    domain: text,
    vnic: vnicKeySchema,
    scope,
    model: text.nullable(),
  }),
  'link-present': z.strictObject({ is: z.literal('link-present'), link: text, present: z.boolean() }),
  'link-state': z.strictObject({ is: z.literal('link-state'), link: text, state: linkState }),
  'link-mac': z.strictObject({ is: z.literal('link-mac'), link: text, mac: text }),
  'link-mtu': z.strictObject({ is: z.literal('link-mtu'), link: text, mtu: z.number() }),
  'port-settings': z.strictObject({ is: z.literal('port-settings'), link: text, settings: portSettings }),
  'port-vlan': z.strictObject({ is: z.literal('port-vlan'), ...portVlan }),
  'bridge-options': z.strictObject({ is: z.literal('bridge-options'), bridge: text, ...bridgeOptions }),
  address: z.strictObject({ is: z.literal('address'), link: text, address: text, present: z.boolean() }),
  route: z.strictObject({ is: z.literal('route'), route, present: z.boolean() }),
  'link-dns': z.strictObject({ is: z.literal('link-dns'), link: text, servers: z.array(text) }),
  'link-domains': z.strictObject({ is: z.literal('link-domains'), link: text, domains: z.array(text) }),
  'network-defined': z.strictObject({
    is: z.literal('network-defined'),
    network: text,
    defined: z.boolean(),
  }),
  'network-active': z.strictObject({ is: z.literal('network-active'), network: text, active: z.boolean() }),
  'network-autostart': z.strictObject({ is: z.literal('network-autostart'), network: text, on: z.boolean() }),
};

export const conditionSchema: z.ZodType<Condition> = z.union(Object.values(conditions));
