import type { Command } from '#shared/host/command.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import type { Condition } from './condition.ts';
import type { Op } from './op.ts';
import type { Refusal } from './refusal.ts';

/** Whose rights a command needs: libvirt's (socket) or CAP_NET_ADMIN (root's, for systemd-resolved). */
export type NeededRights = 'libvirt' | 'net-admin';

/** One verb of the closed set: how it is done, how it is undone, and what shows that it was done. All pure. */
export interface OpKind<O extends Op> {
  readonly rights: NeededRights;
  /**
   * True where a command that fails has changed nothing: what the host shows then is somebody else's, and is neither
   * taken for done nor taken back. Absent: it may have done a part of it.
   */
  readonly failsWhole?: true;
  /** @returns a refusal where the snapshot has not got what the op works on */
  command(op: O, snapshot: HostSnapshot): Command | Refusal;
  /** Leads back from the facts after the op to the snapshot's. */
  inverse(op: O, snapshot: HostSnapshot): Op | Refusal;
  /** What a read after the op must show. */
  expects(op: O, snapshot: HostSnapshot): readonly Condition[];
  /** The snapshot as the op would leave it: what a plan's next op starts from. */
  after(op: O, snapshot: HostSnapshot): HostSnapshot;
  words(op: O, snapshot: HostSnapshot): OpWords;
  timing(op: O): OpTiming;
}

export interface OpWords {
  /** What it does, one line: `Plug vnet7 into br0`. */
  readonly title: string;
  /** Said while a read does not show it yet. */
  readonly waitingFor: string;
}

export interface OpTiming {
  /** Milliseconds until the command is given up. */
  readonly timeoutMs: number;
  /** Milliseconds until a read must show what is expected, counted from the command's end. */
  readonly settleMs: number;
}

/** libvirt itself waits up to 30 s for a VM that is busy with another job, and then says so. */
export const libvirtTiming: OpTiming = { timeoutMs: 40_000, settleMs: 5_000 };

/** The kernel answers at once, but for a driver that resets its card. */
export const linkTiming: OpTiming = { timeoutMs: 10_000, settleMs: 3_000 };
