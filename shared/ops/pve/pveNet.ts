import { z } from 'zod';
import type { PveGuest } from '#shared/host/pve.ts';
import { findLink, type HostSnapshot } from '#shared/host/snapshot.ts';
import { parsePveNet } from '#shared/parse/pveNet.ts';
import { gatherFacts } from '#shared/topology/facts.ts';
import { outerLink, pveBridge } from '#shared/topology/pveNets.ts';
import { withLink } from '../change.ts';
import type { Condition } from '../condition.ts';
import { text } from '../fields.ts';
import type { Op } from '../op.ts';
import type { OpKind } from '../opKind.ts';
import { isRefusal, type Refusal, refuse } from '../refusal.ts';
import { findPveGuest, guestLink, isAtOnce, isPveRunning, isSamePveNet, netAt } from './pveGuest.ts';

type PveNetOp = Extract<Op, { op: 'pve-net' }>;

const PROGRAM: Readonly<Record<PveGuest['kind'], string>> = { qemu: 'qm', lxc: 'pct' };

/**
 * Sets, adds or removes one `netN` of a guest of Proxmox VE by its own command, which writes the file, connects the
 * running guest’s link again, and keeps firewall and cluster in step. Sources: qm(1), pct(1), `PVE/API2/Qemu.pm`.
 */
export const pveNet: OpKind<PveNetOp> = {
  rights: 'root',
  schema: z.strictObject({
    op: z.literal('pve-net'),
    guest: z.number().int().min(1).max(999_999_999),
    index: z.number().int().min(0).max(31),
    side: z.enum(['now', 'next']),
    value: text.nullable(),
  }),

  command({ guest: id, index, side, value }, snapshot) {
    const guest = requireGuest(snapshot, id);
    if (isRefusal(guest)) return guest;
    const start = [PROGRAM[guest.kind], 'set', String(id)] as const;
    const isWaiting = side === 'next' && isSame(value, netAt(guest.nets, index)?.value ?? null);
    // What waits for the next start is taken back by name: setting it to what is now could change what is now.
    if (isWaiting) return { argv: [...start, '--revert', `net${index}`] };
    return { argv: [...start, ...(value === null ? ['--delete', `net${index}`] : [`--net${index}`, value])] };
  },

  inverse(op, snapshot) {
    const guest = requireGuest(snapshot, op.guest);
    if (isRefusal(guest)) return guest;
    const [now, next] = [netAt(guest.nets, op.index), netAt(guest.next, op.index)];
    if (op.side === 'now') return { ...op, value: now?.value ?? null };
    // Set again, what waited takes effect at once where nothing keeps it from that any more.
    const isNow = now?.value !== next?.value && isPveRunning(snapshot, guest) && isAtOnce(guest, now, next);
    return { ...op, side: isNow ? 'now' : 'next', value: next?.value ?? null };
  },

  expects({ guest: id, index, side, value }, snapshot) {
    const onFile: Condition[] = [{ is: 'pve-net', id, index, side, value }];
    const guest = findPveGuest(snapshot, id);
    if (guest === null || side === 'next' || !isPveRunning(snapshot, guest)) return onFile;
    return [...onFile, ...ofKernel(guest, index, value, snapshot)];
  },

  after: (op, snapshot) => replugged(op, withNet(op, snapshot)),

  words({ guest: id, index, value }, snapshot) {
    const name = `net${index} of ${findPveGuest(snapshot, id)?.name ?? `guest ${id}`}`;
    return {
      title: value === null ? `Remove ${name} in Proxmox VE` : `Set ${name} in Proxmox VE`,
      waitingFor: `waiting for Proxmox VE to ${value === null ? 'remove' : 'change'} ${name}`,
    };
  },

  // A guest that is asked to let go of a card is given up to a minute.
  timing: () => ({ timeoutMs: 60_000, settleMs: 10_000 }),

  links: () => [],
  cuts({ guest: id, index, side }, snapshot) {
    const guest = findPveGuest(snapshot, id);
    if (guest === null || side === 'next') return [];
    const link = guestLink(guest, index);
    return findLink(snapshot, link) === null ? [] : [{ link, ofGuests: false }];
  },
  silence: () => 0,
  drops: () => [],
};

function requireGuest(snapshot: HostSnapshot, id: number): PveGuest | Refusal {
  return (
    findPveGuest(snapshot, id) ??
    refuse(`Guest ${id} is no longer in Proxmox VE’s files on this host.`, 'Look again at what is there now.')
  );
}

function isSame(wanted: string | null, shown: string | null): boolean {
  return wanted === null || shown === null ? wanted === shown : isSamePveNet(wanted, shown);
}

/** What the kernel shows of a running guest’s NIC. Of Open vSwitch’s bridges it shows nothing. */
function ofKernel(guest: PveGuest, index: number, value: string | null, snapshot: HostSnapshot): Condition[] {
  const link = guestLink(guest, index);
  const net = value === null ? null : parsePveNet(guest.kind, index, value);
  if (net === null) return [{ is: 'link-present', link, present: false }];
  const facts = gatherFacts(snapshot);
  const bridge = pveBridge(net, facts);
  return bridge === null || facts.kinds.get(bridge) === 'ovs-bridge'
    ? []
    : [{ is: 'pve-plugged', link, bridge }];
}

function withNet({ guest: id, index, side, value }: PveNetOp, snapshot: HostSnapshot): HostSnapshot {
  const { pve } = snapshot;
  if (pve === undefined) return snapshot;
  const guests = pve.guests.map((guest): PveGuest => {
    if (guest.id !== id) return guest;
    const net = value === null ? null : parsePveNet(guest.kind, index, value);
    const changed = (nets: PveGuest['nets']) =>
      [...nets.filter((each) => each.index !== index), ...(net === null ? [] : [net])].sort(
        (a, b) => a.index - b.index,
      );
    return { ...guest, nets: side === 'now' ? changed(guest.nets) : guest.nets, next: changed(guest.next) };
  });
  return { ...snapshot, pve: { ...pve, guests } };
}

/** The running guest’s link on its new bridge; behind the firewall’s bridge it is the joint that moves. */
function replugged({ guest: id, index, side, value }: PveNetOp, snapshot: HostSnapshot): HostSnapshot {
  const guest = findPveGuest(snapshot, id);
  const link = guest === null ? null : findLink(snapshot, guestLink(guest, index));
  if (guest === null || link === null || side === 'next') return snapshot;
  const net = value === null ? null : parsePveNet(guest.kind, index, value);
  if (net === null) return withLink(snapshot, link.name, () => null);
  const facts = gatherFacts(snapshot);
  const bridge = pveBridge(net, facts);
  const outer = outerLink(link, facts);
  if (bridge === null || outer === null) return snapshot;
  return withLink(snapshot, outer.name, (present) => ({ ...present, master: bridge, slaveKind: 'bridge' }));
}
