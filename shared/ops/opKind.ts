import type { z } from 'zod';
import type { LinkAddress } from '#shared/host/address.ts';
import type { Command } from '#shared/host/command.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import type { Condition } from './condition.ts';
import type { Op } from './op.ts';
import type { Refusal } from './refusal.ts';

/**
 * Whose rights a command needs: libvirt's (socket), CAP_NET_ADMIN (root's, for systemd-resolved), or root's for what the
 * guard can't do as well, as it changes a guest.
 */
export type NeededRights = 'libvirt' | 'net-admin' | 'root';

/** One verb of the closed set: how it is done, how it is undone, and what shows that it was done. All pure. */
export interface OpKind<O extends Op> {
  /** By which it is read back from disk: nothing that is not of the closed set gets through. */
  readonly schema: z.ZodType<O>;
  readonly rights: NeededRights;
  /**
   * True where a command that fails has changed nothing: what the host shows then is somebody else's, and is neither
   * taken for done nor taken back. Absent: it may have done a part of it.
   */
  readonly failsWhole?: true;
  /**
   * True where it changes what the guard can’t revert and is no guest’s alone, so that it is refused where it could cut
   * somebody off. Absent: the guard can, or it is a guest’s.
   */
  readonly isBeyondGuard?: true;
  /** @returns a refusal where the snapshot doesn't have what the op works on */
  command(op: O, snapshot: HostSnapshot): Command | Refusal;
  /** Leads back from the facts after the op to the snapshot's. */
  inverse(op: O, snapshot: HostSnapshot): Op | Refusal;
  /** What a read after the op must show. */
  expects(op: O, snapshot: HostSnapshot): readonly Condition[];
  /** The snapshot as the op would leave it: what a plan's next op starts from. */
  after(op: O, snapshot: HostSnapshot): HostSnapshot;
  words(op: O, snapshot: HostSnapshot): OpWords;
  timing(op: O): OpTiming;
  /**
   * The links of the host that it changes, makes or deletes, by name; the one that it is done on first. A verb of
   * libvirt's names none: which TAP is behind a vNIC only a read tells.
   */
  links(op: O): readonly string[];
  /** Where traffic may stop because of it; empty where it changes nothing for what passes. */
  cuts(op: O, snapshot: HostSnapshot): readonly Cut[];
  /** Seconds for which traffic may stop though all is well: STP keeps a port from forwarding at first. */
  silence(op: O, snapshot: HostSnapshot): number;
  /**
   * What the kernel drops with it without being told to, and does not set again with its inverse: the guard takes that
   * off by name first.
   * @returns a refusal where it could not be set again
   */
  drops(op: O, snapshot: HostSnapshot): readonly Drop[] | Refusal;
}

/** A link over which traffic may stop. */
export interface Cut {
  readonly link: string;
  /** True where what only the guests on it need counts as well. */
  readonly ofGuests: boolean;
}

/** Addresses and routes that leave a link. */
export interface Drop {
  readonly link: string;
  readonly families: readonly LinkAddress['family'][];
}

/** For a verb after which everything passes as before. */
export const passesOn = { cuts: () => [], silence: () => 0, drops: () => [] } as const;

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
