import type { Homelab } from '../model.ts';

/** What one virsh process knows while it runs its commands. */
export interface Session {
  readonly lab: Homelab;
  readonly stdin: string;
  /** `-r`: what changes anything, or asks the guest, is forbidden. */
  readonly readOnly: boolean;
  /** `-q`: no headers, no blank lines. */
  readonly quiet: boolean;
  readonly elapsed: number;
  readonly now: number;
}

/** What one virsh command did; its `stderr` goes out with `error: ` before each line. */
export type Done =
  | { readonly ok: true; readonly stdout: string; readonly lab?: Homelab; readonly takesMs?: number }
  | {
      readonly ok: false;
      readonly errors: readonly string[];
      readonly lab?: Homelab;
      readonly takesMs?: number;
    };

export function done(stdout: string, lab?: Homelab): Done {
  return lab === undefined ? { ok: true, stdout } : { ok: true, stdout, lab };
}

export function failed(...errors: readonly string[]): Done {
  return { ok: false, errors };
}

/** How libvirt refuses on a read-only connection, after virsh's own sentence about what failed. */
export function forbidden(what: string, call: string): Done {
  return failed(what, `operation forbidden: read only access prevents ${call}`);
}
