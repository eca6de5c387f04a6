import type { Edit } from '#shared/edits/model.ts';
import { plainEditSchema } from '#shared/edits/schema.ts';
import { asSentence } from '../../forms/readForm.ts';
import { typedMac } from '../../forms/typedMac.ts';

type AttachEdit = Extract<Edit, { kind: 'attach' }>;

/**
 * An attach edit with the MAC that was typed: colons, dashes, dots or nothing between the digits, in either case.
 * Nothing typed means that one is to be chosen.
 */
export function readMac(
  edit: AttachEdit,
  typed: string,
): { readonly ok: true; readonly edit: Edit } | { readonly ok: false; readonly why: string } {
  const mac = typedMac(typed);
  const checked = plainEditSchema.safeParse({ ...edit, mac: mac === '' ? undefined : mac });
  if (checked.success) return { ok: true, edit: checked.data };
  return { ok: false, why: asSentence(checked.error.issues[0]?.message ?? 'that isn’t a valid MAC') };
}
