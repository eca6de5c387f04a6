import { z } from 'zod';
import type { Link } from '#shared/host/link.ts';
import { ownerOf } from '#shared/host/network.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { requireLink } from '../change.ts';
import { text } from '../fields.ts';
import type { NewLink } from '../hostOp.ts';
import { listed } from '../listed.ts';
import type { Op } from '../op.ts';
import { linkTiming, type OpKind } from '../opKind.ts';
import { isRefusal, type Refusal, refuse } from '../refusal.ts';

type LinkDel = Extract<Op, { op: 'link-del' }>;

/**
 * Deletes a bridge, a bond or a VLAN that nothing hangs on, or a TAP that nobody holds open: for that one `ip tuntap` is
 * asked, which the kernel refuses while somebody does, where `ip link del` would take it from under a running VM.
 */
export const linkDel: OpKind<LinkDel> = {
  rights: 'net-admin',
  schema: z.strictObject({ op: z.literal('link-del'), link: text }),
  failsWhole: true,

  command({ link }, snapshot) {
    const present = requireLink(snapshot, link);
    if (isRefusal(present)) return present;
    const refusal = refuseInUse(present, snapshot);
    if (refusal !== null) return refusal;
    return present.tun !== null
      ? { argv: ['ip', 'tuntap', 'del', 'dev', link, 'mode', 'tap'] }
      : { argv: ['ip', 'link', 'del', 'dev', link] };
  },

  inverse({ link }, snapshot) {
    const present = requireLink(snapshot, link);
    if (isRefusal(present)) return present;
    const made = asItWas(present, snapshot);
    return isRefusal(made) ? made : { op: 'link-add', link: made };
  },

  expects: ({ link }) => [{ is: 'link-present', link, present: false }],

  after({ link }, { portVlans, ...snapshot }) {
    const { [link]: _, ...vlans } = portVlans ?? {};
    return {
      ...snapshot,
      ...(portVlans === undefined ? {} : { portVlans: vlans }),
      links: snapshot.links.filter(({ name }) => name !== link),
      addresses: snapshot.addresses.filter((each) => each.link !== link),
      routes: snapshot.routes.filter((each) => each.link !== link),
    };
  },

  words: ({ link }, snapshot) => ({
    title: `Delete the ${kindWords(snapshot.links.find(({ name }) => name === link))} ${link}`,
    waitingFor: `waiting for the kernel to remove ${link}`,
  }),

  timing: () => linkTiming,

  links: ({ link }) => [link],
  cuts: ({ link }) => [{ link, ofGuests: true }],
  silence: () => 0,
  drops: ({ link }) => [{ link, families: ['inet', 'inet6'] }],
};

/** What makes the link again. */
function asItWas(link: Link, snapshot: HostSnapshot): NewLink | Refusal {
  const { name, bridge, tun, vlan, lower, bondMode, bond } = link;
  if (bridge !== null) {
    const { stp, forwardDelay, vlanFiltering } = bridge;
    return { kind: 'bridge', name, mac: ownMac(link, snapshot), stp, forwardDelay, vlanFiltering };
  }
  if (bondMode !== null) {
    const mac = link.mac === NO_MAC ? null : link.mac;
    return { kind: 'bond', name, mac, mode: bondMode, settings: bond?.settings ?? {} };
  }
  if (vlan === null) return { kind: 'tap', name, owner: tun?.user ?? null };
  if (lower === null || lower.name === null) {
    return refuse(`${name} sits on a link in another network namespace.`, 'Delete it there.');
  }
  const { id, protocol, flags } = vlan;
  const isOwn = snapshot.links.find((each) => each.name === lower.name)?.mac !== link.mac;
  return {
    kind: 'vlan',
    name,
    lower: lower.name,
    id,
    protocol,
    mac: isOwn ? link.mac : null,
    ...(flags === undefined ? {} : { flags }),
  };
}

function kindWords(link: Link | undefined): string {
  if (link === undefined) return 'link';
  if (link.bridge !== null) return 'bridge';
  return link.bondMode !== null ? 'bond' : link.vlan !== null ? 'VLAN' : 'TAP';
}

const NO_MAC = '00:00:00:00:00:00';

/** Asked again of every plan, so that no undo takes a bridge from under what was plugged into it since. */
function refuseInUse(link: Link, snapshot: HostSnapshot): Refusal | null {
  const { name, bridge, tun, bondMode, vlan } = link;
  if (bridge === null && bondMode === null && vlan === null && tun?.type !== 'tap') {
    return refuse(`${name} is not a bridge, bond, VLAN or TAP, and Patchbay deletes nothing else.`, '');
  }
  const on = snapshot.links.filter(({ master, lower }) => master === name || lower?.name === name);
  if (on.length > 0) {
    const names = listed(on.map((each) => each.name));
    return refuse(`${names} ${on.length === 1 ? 'is' : 'are'} on ${name}.`, 'Move or disconnect it first.');
  }
  const own = snapshot.addresses.find((each) => each.link === name && each.scope !== 'link');
  if (own !== undefined) {
    return refuse(
      `${name} carries the host’s address ${own.address}/${own.prefixLength}.`,
      'Move the address first.',
    );
  }
  const network = ownerOf(
    snapshot.networks.filter(({ active }) => active),
    name,
  );
  if (bridge !== null && network !== null) {
    return refuse(
      `${name} belongs to the network ${network.name}, which libvirt would still list as active without it.`,
      'Stop the network instead: that deletes its bridge.',
    );
  }
  if (tun !== null && (tun.persist === false || snapshot.tapHolders.some((each) => each.link === name))) {
    return refuse(`${name} is held open by a process.`, 'End that process first, or detach it from its VM.');
  }
  return null;
}

/** Null where the bridge has the MAC of one of its former ports, and will follow them again; or none at all. */
function ownMac({ name, mac }: Link, { links }: HostSnapshot): string | null {
  const follows = links.some(
    (each) => each.name !== name && each.mac === mac && each.bridge === null && each.lower?.name !== name,
  );
  return mac === null || mac === NO_MAC || follows ? null : mac;
}
