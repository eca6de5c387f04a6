import { z } from 'zod';
import { findLink, type HostSnapshot } from '#shared/host/snapshot.ts';
import { gatherFacts } from '#shared/topology/facts.ts';
import { bridgePastFirewall } from '#shared/topology/pveNets.ts';
import type { ConditionKind } from '../conditionKind.ts';
import { text } from '../fields.ts';
import { findPveGuest, isSamePveNet, netAt } from './pveGuest.ts';

/** Something that a read shows, or does not show, of a guest of Proxmox VE, which goes by its id there. */
export type PveCondition =
  /** What the file says: as the guest has it now, or from its next start on. Value null: no such NIC. */
  | {
      readonly is: 'pve-net';
      readonly id: number;
      readonly index: number;
      readonly side: 'now' | 'next';
      readonly value: string | null;
    }
  /** The bridge that a guest’s link is on, past the bridge of the firewall. */
  | { readonly is: 'pve-plugged'; readonly link: string; readonly bridge: string };

type Kinds = { readonly [Kind in PveCondition['is']]: ConditionKind<Extract<PveCondition, { is: Kind }>> };

/** A row for each kind, or it does not compile. */
export const pveConditionKinds: Kinds = {
  'pve-net': {
    schema: z.strictObject({
      is: z.literal('pve-net'),
      id: z.number(),
      index: z.number(),
      side: z.enum(['now', 'next']),
      value: text.nullable(),
    }),
    source: 'pve',
    mismatch: (condition, snapshot) => netMismatch(condition, snapshot),
    parts: () => [],
    entry: ({ id }, snapshot) => ({ name: String(id), isListed: findPveGuest(snapshot, id) !== null }),
    uses: () => [],
  },
  'pve-plugged': {
    schema: z.strictObject({ is: z.literal('pve-plugged'), link: text, bridge: text }),
    source: 'ip-link',
    mismatch({ link: name, bridge }, snapshot) {
      const link = findLink(snapshot, name);
      if (link === null) return `There is no ${name}.`;
      const place = bridgePastFirewall(link, gatherFacts(snapshot));
      if (place === bridge) return '';
      if (place === undefined) return `The bridge of ${name} isn’t known.`;
      return place === null ? `${name} is not connected to any bridge.` : `${name} is on ${place}.`;
    },
    parts: () => [],
    entry: ({ link }, snapshot) => ({ name: link, isListed: findLink(snapshot, link) !== null }),
    uses: ({ link, bridge }) => [link, bridge],
  },
};

function netMismatch(
  { id, index, side, value }: Extract<PveCondition, { is: 'pve-net' }>,
  snapshot: HostSnapshot,
): string {
  const guest = findPveGuest(snapshot, id);
  if (guest === null) return `Proxmox VE has no guest ${id} on this host.`;
  const shown = netAt(side === 'now' ? guest.nets : guest.next, index)?.value ?? null;
  if (value === null) return shown === null ? '' : `Guest ${id} still has net${index}.`;
  if (shown === null) return `Guest ${id} has no net${index}.`;
  return isSamePveNet(value, shown) ? '' : `Proxmox VE has net${index} of guest ${id} as ${shown}.`;
}
