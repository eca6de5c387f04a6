import { z } from 'zod';
import { flagsOf, vlansOf, vlanWords, withVlans } from '#shared/host/portVlan.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import type { VlanRange } from '../../host/vlanRange.ts';
import { requireLink } from '../change.ts';
import { portVlanField } from '../fields.ts';
import type { Op } from '../op.ts';
import { linkTiming, type OpKind } from '../opKind.ts';
import { isRefusal } from '../refusal.ts';

type PortVlan = Extract<Op, { op: 'port-vlan' }>;

/** Puts a port of a bridge, or a bridge itself, into VLANs with the same flags, or takes it out of them. */
export const portVlan: OpKind<PortVlan> = {
  rights: 'net-admin',
  schema: z.strictObject({ op: z.literal('port-vlan'), ...portVlanField }),

  command({ link, vlans, present }, snapshot) {
    const found = requireLink(snapshot, link);
    if (isRefusal(found)) return found;
    const { first, last, pvid, untagged } = vlans;
    const flags = present ? [...(pvid ? ['pvid'] : []), ...(untagged ? ['untagged'] : [])] : [];
    const vid = first === last ? String(first) : `${first}-${last}`;
    const self = found.bridge === null ? [] : ['self'];
    return {
      argv: ['bridge', 'vlan', present ? 'add' : 'del', 'dev', link, 'vid', vid, ...flags, ...self],
    };
  },

  inverse({ link, vlans }, snapshot) {
    const was = flagsOf(shownOf(link, snapshot), vlans);
    const present = was !== null && was !== undefined;
    return { op: 'port-vlan', link, present, vlans: { ...vlans, ...was } };
  },

  expects: ({ link, vlans, present }) => [{ is: 'port-vlan', link, vlans, present }],

  after: ({ link, vlans, present }, snapshot) => ({
    ...snapshot,
    portVlans: {
      ...snapshot.portVlans,
      [link]: withVlans(shownOf(link, snapshot), { vlans, present }),
    },
  }),

  words: ({ link, vlans, present }) => ({
    title: `${present ? 'Add' : 'Remove'} ${link} ${present ? 'to' : 'from'} ${words(vlans, present)}`,
    waitingFor: `waiting for the kernel to show ${link} ${present ? 'in' : 'out of'} ${words(vlans, present)}`,
  }),

  timing: () => linkTiming,

  links: ({ link }) => [link],
  // Another tagged VLAN is no business of those that are there.
  cuts: ({ link, vlans, present }, snapshot) =>
    present && !vlans.pvid && isNew(link, vlans, snapshot) ? [] : [{ link, ofGuests: false }],
  silence: () => 0,
  drops: () => [],
};

function words(vlans: VlanRange, present: boolean): string {
  return vlanWords([present ? vlans : { ...vlans, pvid: false, untagged: false }]);
}

function isNew(link: string, vlans: VlanRange, snapshot: HostSnapshot): boolean {
  const found = snapshot.links.find(({ name }) => name === link);
  const shown = found === undefined ? null : vlansOf(found, snapshot);
  return shown !== null && flagsOf(shown, vlans) === null;
}

function shownOf(link: string, snapshot: HostSnapshot): readonly VlanRange[] {
  const found = snapshot.links.find(({ name }) => name === link);
  return (found === undefined ? null : vlansOf(found, snapshot)) ?? [];
}
