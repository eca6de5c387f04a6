import { isLink, type LinkNode } from '#shared/topology/model.ts';
import { type GuestCable, guestsOf } from '../guestCables.ts';
import type { Found, Rule } from '../rule.ts';
import type { Scene } from '../scene.ts';
import { traitsOf, traitsUnread } from '../traits.ts';

/**
 * Guests send frames with MACs of their own by a Wi-Fi card, which an access point drops. The kernel takes no such card into a
 * bridge of its own unless that works there (IFF_DONT_BRIDGE, net/wireless/core.c): an access point of the host’s, or the
 * 4-address mode, which the other end has to know. Open vSwitch and macvtap take any.
 */
export const wifiInBridge: Rule = {
  needs: ['ip-link', 'link-speed'],
  unchecked: traitsUnread,
  find: (scene) => scene.topology.nodes.flatMap((node) => (isLink(node) ? foundOf(node, scene) : [])),
};

function foundOf(node: LinkNode, scene: Scene): Found[] {
  const { snapshot, behind } = scene;
  const cables = behind.bridged(node.id).filter((cable) => !takesOver(cable, scene));
  if (!traitsOf(snapshot, node.name).wireless || cables.length === 0) return [];
  const isChecked = node.slaveKind === 'bridge' && cables.every(({ link }) => link?.kind !== 'macvtap');
  return [
    {
      severity: isChecked ? 'info' : 'warning',
      subject: [node.id, ...cables.slice(0, 10).map(({ vnic }) => vnic.id)],
      title: `${node.name} is a Wi-Fi card, and ${guestsOf(cables)} ${isOne(cables) ? 'sends' : 'send'} by it`,
      why: isChecked
        ? `This works where ${node.name} is an access point, or where the access point that it uses supports the 4-address mode (WDS). Others drop frames from the guests’ MACs.`
        : 'An access point drops frames from any MAC but the card’s own. Use a NAT network for these guests, or a wired card.',
      evidence: [`/sys/class/net/${node.name}/uevent: DEVTYPE=wlan`],
      repairs: [],
    },
  ];
}

/** A macvtap in passthrough mode gives the card the guest’s own MAC. */
function takesOver({ link }: GuestCable, { links }: Scene): boolean {
  return link?.kind === 'macvtap' && links.get(link.name)?.macvlanMode === 'passthru';
}

function isOne(cables: readonly GuestCable[]): boolean {
  return new Set(cables.map(({ guest }) => guest.id)).size === 1;
}
