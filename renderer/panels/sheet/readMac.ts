import type { Edit } from '#shared/edits/model.ts';
import { editSchema } from '#shared/edits/schema.ts';

type AttachEdit = Extract<Edit, { kind: 'attach' }>;

/**
 * An attach edit with the MAC that was typed: colons, dashes, dots or nothing between the digits, in either case.
 * Nothing typed means that one is to be chosen.
 */
export function readMac(
  edit: AttachEdit,
  typed: string,
): { readonly ok: true; readonly edit: Edit } | { readonly ok: false; readonly why: string } {
  const text = typed.trim().toLowerCase();
  const digits = text.replace(/[:.-]/g, '');
  const mac = /^[0-9a-f]{12}$/.test(digits) ? (digits.match(/../g) ?? []).join(':') : text;
  const checked = editSchema.safeParse({ ...edit, mac: text === '' ? undefined : mac });
  if (checked.success) return { ok: true, edit: checked.data };
  return {
    ok: false,
    why: `${checked.error.issues[0]?.message ?? 'that is no MAC'}.`.replace(/^./, capital),
  };
}

function capital(letter: string): string {
  return letter.toUpperCase();
}
