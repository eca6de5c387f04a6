import type { NetworkNode } from '#shared/topology/model.ts';
import type { BridgeScene } from '../bridges.ts';
import { routedNetworks } from '../firewall/packets.ts';
import { forwardIpv4 } from '../hostCommands.ts';
import type { Found, Rule } from '../rule.ts';

/** The host doesn’t forward packets, although running VMs are on a NAT or routed network. */
export const ipForwardOff: Rule = {
  needs: ['ip-link', 'virsh', 'net-settings'],
  find: (scene) => {
    if (scene.snapshot.netSettings?.forwardsIpv4 !== false) return [];
    return routedNetworks(scene).flatMap(({ network, at }) => foundOf(network, at));
  },
};

function foundOf(network: NetworkNode, { bridge, guests }: BridgeScene): Found[] {
  if (!network.addresses.some((address) => address.includes('.'))) return [];
  const names = [...new Set(guests.map(({ guest }) => guest.name))];
  const who = names.slice(0, 3).join(', ') + (names.length > 3 ? ` and ${names.length - 3} more` : '');
  const mode = network.forward === 'nat' ? 'NAT' : 'routed';
  return [
    {
      severity: 'error',
      subject: [network.id, bridge.id, ...guests.map(({ vnic }) => vnic.id)],
      title: `${network.name} is a ${mode} network, but the host doesn’t forward IPv4`,
      why: `The kernel drops what isn’t for the host itself, so that ${who} can reach this host and each other, and nothing beyond. libvirt turns forwarding on when it starts a network; something turned it off since.`,
      evidence: ['sysctl: net.ipv4.ip_forward = 0'],
      repairs: [forwardIpv4],
    },
  ];
}
