import { z } from 'zod';
import type { EditSchema } from './editKind.ts';
import { editKinds } from './kinds.ts';
import type { Edit, PlainEdit } from './model.ts';

type Schemas = readonly [EditSchema<PlainEdit>, ...EditSchema<PlainEdit>[]];

/** One thing; a form checks what was typed by it, field by field. */
export const plainEditSchema: z.ZodType<PlainEdit> = z.discriminatedUnion(
  'kind',
  Object.values(editKinds).map(({ schema }) => schema) as unknown as Schemas,
);

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
