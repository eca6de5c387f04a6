import { z } from 'zod';
import type { DomainInterface } from '#shared/host/domain.ts';
import type { Condition } from './condition.ts';
import type { NewVnic, Op, PlugTarget, VnicKey } from './op.ts';

/** Ops and conditions as they are read back from disk: nothing that is not of the closed set gets through. */

const text = z.string().max(100_000);
const scope = z.enum(['live', 'config']);
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
    pci: text.nullable(),
  }),
  targetDev: text.nullable(),
  targetManaged: z.boolean(),
  linkState,
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
  z.strictObject({ kind: z.literal('former'), was: domainInterface }),
]);

const newVnic: z.ZodType<NewVnic> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('new'), mac: text, model: text, target: plugTarget }),
  z.strictObject({ kind: z.literal('as-it-was'), was: domainInterface }),
]);

/** A row for each verb, or it does not compile. */
const ops: { readonly [Verb in Op['op']]: z.ZodType<Extract<Op, { op: Verb }>> } = {
  'vnic-source': z.strictObject({
    op: z.literal('vnic-source'),
    domain: text,
    vnic: vnicKeySchema,
    scope,
    target: plugTarget,
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
  'port-master': z.strictObject({ op: z.literal('port-master'), link: text, master: text.nullable() }),
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
    scope,
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
};

export const conditionSchema: z.ZodType<Condition> = z.union(Object.values(conditions));
