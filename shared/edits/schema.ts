import { z } from 'zod';
import { linkEditSchemas, macvtapMode, networkEditSchemas, nodeId } from './hostSchema.ts';
import { type Edit, type PlainEdit, repairs } from './model.ts';

const persist = z.enum(['now', 'boot', 'both']).optional();

/** QEMU's device names: letters, digits, dashes, underscores. */
const model = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_-]{0,39}$/, 'a NIC model is letters, digits and dashes, such as virtio');

/** A unicast MAC: the lowest bit of the first byte is 0. QEMU takes one of zeros for none, and makes up another. */
const mac = z
  .string()
  .toLowerCase()
  .regex(
    /^[0-9a-f][02468ace](:[0-9a-f]{2}){5}$/,
    'a MAC is six bytes such as 52:54:00:aa:00:01, the first one even',
  )
  .refine((text) => text !== '00:00:00:00:00:00', 'a MAC of zeros is none');

/** One thing; a form checks what was typed by it, field by field. */
export const plainEditSchema: z.ZodType<PlainEdit> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('move'), cable: nodeId, to: nodeId, persist }),
  z.strictObject({
    kind: z.literal('attach'),
    vm: nodeId,
    to: nodeId,
    mode: macvtapMode.optional(),
    model: model.optional(),
    mac: mac.optional(),
    persist,
  }),
  z.strictObject({ kind: z.literal('detach'), cable: nodeId, persist }),
  z.strictObject({ kind: z.literal('unplug'), cable: nodeId }),
  z.strictObject({ kind: z.literal('link'), cable: nodeId, state: z.enum(['up', 'down']), persist }),
  z.strictObject({ kind: z.literal('repair'), cable: nodeId, repair: z.enum(repairs) }),
  ...linkEditSchemas,
  ...networkEditSchemas,
  z.strictObject({
    kind: z.literal('vnic-change'),
    cable: nodeId,
    model: model.nullable(),
    mac: mac.nullable(),
  }),
]);

/** As many as a person could have put together by hand, and then some. */
const MOST_EDITS = 100;

/** Edits that are put together to be applied as one. */
export const stagedSchema: z.ZodType<readonly PlainEdit[]> = z.array(plainEditSchema).max(MOST_EDITS);

/** An edit as a face sends it. */
export const editSchema: z.ZodType<Edit> = z.union([
  plainEditSchema,
  z.strictObject({ kind: z.literal('several'), edits: z.array(plainEditSchema).min(1).max(MOST_EDITS) }),
  z.strictObject({ kind: z.literal('guarded'), edit: plainEditSchema }),
]);
