import type { LinkNode } from '#shared/topology/model.ts';
import type { BridgeScene } from '../bridges.ts';
import type { Found, Rule } from '../rule.ts';
import type { Scene } from '../scene.ts';
import { traitsOf, traitsUnread } from '../traits.ts';

/**
 * The host has its address on a bridge whose MAC is that of a port which comes and goes. A bridge that nobody gave a MAC takes
 * the lowest of its ports’ (br_stp_recalculate_bridge_id, net/bridge/br_stp_if.c).
 */
export const bridgeMacChangedWithPort: Rule = {
  needs: ['ip-link', 'ip-addr', 'link-speed'],
  unchecked: traitsUnread,
  find: (scene) => scene.bridges.flatMap((one) => foundOf(one, scene)),
};

function foundOf({ bridge, ports, uplinks }: BridgeScene, { snapshot, behind }: Scene): Found[] {
  const { mac, name } = bridge;
  if (mac === null || bridge.kind !== 'bridge' || bridge.addresses.length === 0) return [];
  if (traitsOf(snapshot, name).macIsSet || uplinks.some((uplink) => uplink.mac === mac)) return [];
  const port = ports.find(({ link, isUplink }) => !isUplink && link.mac === mac && comesAndGoes(link));
  if (port === undefined) return [];
  const isWayOut = behind.host.has(bridge.id);
  return [
    {
      severity: isWayOut ? 'warning' : 'info',
      subject: [bridge.id, port.link.id],
      title: `${name} has the MAC of ${port.link.name}, and changes it when that port goes`,
      why: `The host’s address on ${name} answers with a MAC that ${port.link.name} brought. When it stops, others send to the old MAC until they ask again${isWayOut ? ', and a DHCP server may give the host another address' : ''}.`,
      evidence: [
        `ip link: ${name} and ${port.link.name} both have ${mac}`,
        `/sys/class/net/${name}/addr_assign_type: nobody has set the MAC`,
      ],
      repairs: [
        {
          kind: 'commands',
          label: `Keep the present MAC on ${name}`,
          commands: [['ip', 'link', 'set', 'dev', name, 'address', mac]],
          lasts: 'now',
          keep: `Write a fixed MAC of ${name} to the host’s network configuration: MACAddress= of systemd-networkd’s .netdev, macaddress: of Netplan, hwaddress of ifupdown, bridge.mac-address of NetworkManager.`,
        },
      ],
    },
  ];
}

function comesAndGoes({ kind }: LinkNode): boolean {
  return kind === 'tap' || kind === 'veth';
}
