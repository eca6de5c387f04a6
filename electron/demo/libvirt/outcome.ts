import type { Homelab } from '../model.ts';

/** What libvirt made of a request: the host afterwards, or its refusal in its own words and nothing changed. */
export type Outcome =
  | { readonly ok: true; readonly lab: Homelab; readonly takesMs?: number }
  | { readonly ok: false; readonly error: string };

export function becomes(lab: Homelab, takesMs?: number): Outcome {
  return takesMs === undefined ? { ok: true, lab } : { ok: true, lab, takesMs };
}

export function refuses(error: string): Outcome {
  return { ok: false, error };
}
