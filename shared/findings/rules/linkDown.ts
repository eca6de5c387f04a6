import { isLink, type LinkNode, type TopologyNode } from '#shared/topology/model.ts';
import { kindWord } from '#shared/topology/words.ts';
import { byUplink, otherWayOut } from '../bridges.ts';
import { type GuestCable, guestsOf } from '../guestCables.ts';
import type { Found, Rule } from '../rule.ts';
import type { Scene } from '../scene.ts';

/** A link between a running guest and the network is disabled on the host: administratively down. */
export const linkDown: Rule = {
  needs: ['ip-link'],
  find: (scene) => {
    const bridges = byUplink(scene.bridges);
    return scene.topology.nodes.flatMap((node) => {
      if (!isLink(node) || !isJudged(node, scene)) return [];
      const cables = scene.behind.all(node.id).filter((cable) => isDecidedBy(node, cable));
      const isHosts = scene.behind.host.has(node.id);
      const other = otherWayOut(node, bridges)?.name ?? null;
      return cables.length === 0 && !isHosts ? [] : [foundOf(node, cables, isHosts, other)];
    });
  },
};

/** Open vSwitch forwards whether the link of its bridge is up or not; a bond’s member is the bond’s matter. */
const JUDGED: ReadonlySet<LinkNode['kind']> = new Set([
  'tap',
  'macvtap',
  'veth',
  'bridge',
  'pnic',
  'bond',
  'vlan',
  'vxlan',
]);

function isJudged(node: LinkNode, { graph, links }: Scene): boolean {
  if (node.up || node.slaveKind === 'bond' || !JUDGED.has(node.kind)) return false;
  // Of a card that is taken, and of what is Open vSwitch’s own, the kernel has no link.
  if (!links.has(node.name)) return false;
  // What sits on a link goes down with it, and comes up with it.
  return !graph.out(node.id).some(({ kind, to }) => kind === 'lower' && isDown(graph.nodes.get(to)));
}

function isDown(node: TopologyNode | undefined): boolean {
  return isLink(node) && !node.up && !node.isTaken;
}

/** A macvtap comes up only when its guest begins to run. */
function isDecidedBy({ id, kind }: LinkNode, { guest, link }: GuestCable): boolean {
  return kind !== 'macvtap' || link?.id !== id || guest.state === 'running';
}

/** @param other another uplink that still works; null: no other does */
function foundOf(
  node: LinkNode,
  cables: readonly GuestCable[],
  isHosts: boolean,
  other: string | null,
): Found {
  const who = [...(cables.length === 0 ? [] : [guestsOf(cables)]), ...(isHosts ? ['the host itself'] : [])];
  const word = kindWord(node.kind);
  return {
    severity: other === null ? 'error' : 'warning',
    subject: [node.id, ...cables.slice(0, 10).map(({ vnic }) => vnic.id)],
    title: `The ${word} ${node.name} is disabled`,
    why: `${node.name} is administratively down, so nothing passes through it${other === null ? '' : `, and only ${other} still leads out`}. It carries the traffic of ${who.join(' and ')}.`,
    evidence: [`ip link: ${node.name} is not UP (state ${node.operState})`],
    repairs: [
      {
        kind: 'edit',
        label: `Enable ${node.name}`,
        edit: { kind: 'link-set', link: node.id, state: 'up' },
      },
    ],
  };
}
