import { z } from 'zod';
import type { Route } from '#shared/host/address.ts';
import { type BondSettings, bondSettingNames } from '#shared/host/bondSettings.ts';
import type { DomainInterface } from '#shared/host/domain.ts';
import { type VlanFlags, vlanFlagNames } from '#shared/host/link.ts';
import { macvtapModes } from '#shared/host/macvtapModes.ts';
import { interfaceNumbers } from '#shared/host/ovs.ts';
import { type PortSettings, settingNames } from '#shared/host/portSettings.ts';
import type { SwitchVlans } from '../host/ovsVlans.ts';
import type { VlanRange } from '../host/vlanRange.ts';
import type { NewLink } from './hostOp.ts';
import type { NewVnic, PlugTarget, PortKept, SwitchPortKept, VnicKey } from './op.ts';

/** What ops and conditions are made of, as they are read back from disk: nothing else gets through. */

export const text = z.string().max(100_000);
export const scopeField = z.enum(['live', 'config']);
export const sideField = z.enum(['live', 'config', 'saved']);
export const linkStateField = z.enum(['up', 'down']);

const vlanRangeField: z.ZodType<VlanRange> = z.strictObject({
  first: z.number().int(),
  last: z.number().int(),
  pvid: z.boolean(),
  untagged: z.boolean(),
});

export const domainInterfaceField: z.ZodType<DomainInterface> = z.strictObject({
  type: text,
  mac: text.nullable(),
  model: text.nullable(),
  source: z.strictObject({
    network: text.nullable(),
    portgroup: text.exactOptional(),
    bridge: text.nullable(),
    dev: text.nullable(),
    mode: text.nullable(),
    path: text.exactOptional(),
    pci: text.nullable(),
  }),
  targetDev: text.nullable(),
  targetManaged: z.boolean(),
  linkState: linkStateField,
  virtualPort: text.exactOptional(),
  vlans: z.array(vlanRangeField).exactOptional(),
  alias: text.nullable(),
  xml: text,
});

export const vnicKeyField: z.ZodType<VnicKey> = z.strictObject({
  mac: text,
  alias: text.nullable(),
  address: text.nullable(),
});

export const plugTargetField: z.ZodType<PlugTarget> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('bridge'), bridge: text }),
  z.strictObject({ kind: z.literal('network'), network: text }),
  z.strictObject({ kind: z.literal('tap'), tap: text }),
  z.strictObject({ kind: z.literal('direct'), dev: text, mode: z.enum(macvtapModes) }),
  z.strictObject({ kind: z.literal('former'), was: domainInterfaceField }),
]);

export const newVnicField: z.ZodType<NewVnic> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('new'), mac: text, model: text, target: plugTargetField }),
  z.strictObject({ kind: z.literal('as-it-was'), was: domainInterfaceField }),
]);

export const bridgeOptionsField = { stp: z.boolean(), forwardDelay: z.number(), vlanFiltering: z.boolean() };

export const bondSettingsField: z.ZodType<BondSettings> = z.partialRecord(z.enum(bondSettingNames), text);

const vlanFlagsField: z.ZodType<VlanFlags> = z.partialRecord(z.enum(vlanFlagNames), z.enum(['on', 'off']));

export const newLinkField: z.ZodType<NewLink> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('bridge'), name: text, mac: text.nullable(), ...bridgeOptionsField }),
  z.strictObject({ kind: z.literal('tap'), name: text, owner: text.nullable() }),
  z.strictObject({
    kind: z.literal('bond'),
    name: text,
    mac: text.nullable(),
    mode: text,
    settings: bondSettingsField,
  }),
  z.strictObject({
    kind: z.literal('vlan'),
    name: text,
    lower: text,
    id: z.number(),
    protocol: text,
    mac: text.nullable(),
    flags: vlanFlagsField.optional(),
  }),
]);

export const routeField: z.ZodType<Route> = z.strictObject({
  family: z.enum(['inet', 'inet6']),
  destination: text,
  gateway: text.nullable(),
  link: text.nullable(),
  metric: z.number(),
  protocol: text.optional(),
  onLink: z.literal(true).optional(),
  source: text.optional(),
  settings: z.array(text).optional(),
  expires: z.literal(true).optional(),
});

export const portSettingsField: z.ZodType<PortSettings> = z.partialRecord(z.enum(settingNames), text);

export const portKeptField: z.ZodType<PortKept> = z.strictObject({
  settings: portSettingsField,
  vlans: z.array(vlanRangeField).optional(),
});

export const portVlanField = { link: text, vlans: vlanRangeField, present: z.boolean() };

export const switchVlansField: z.ZodType<SwitchVlans> = z.strictObject({
  tag: z.number().int().nullable(),
  trunks: z.array(z.number().int()),
  mode: text.nullable(),
});

const mapField = z.record(text, text);

export const switchPortKeptField: z.ZodType<SwitchPortKept> = z.strictObject({
  port: z.strictObject({
    externalIds: mapField,
    otherConfig: mapField,
    qos: text.exactOptional(),
    isProtected: z.literal(true).exactOptional(),
  }),
  iface: z.strictObject({
    externalIds: mapField,
    otherConfig: mapField,
    numbers: z.partialRecord(z.enum(interfaceNumbers), z.number()),
  }),
});
