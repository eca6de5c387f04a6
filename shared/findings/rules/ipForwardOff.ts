import type { NetworkNode } from '#shared/topology/model.ts';
import type { BridgeScene } from '../bridges.ts';
import { decisionEvidence } from '../firewall/decisionWords.ts';
import { type NatByHand, natsByHand } from '../firewall/natByHand.ts';
import { routedNetworks } from '../firewall/packets.ts';
import { forwardIpv4 } from '../hostCommands.ts';
import type { Found, Rule } from '../rule.ts';

/** The host doesn’t forward packets, although running VMs are on a NAT or routed network, or behind NAT of its own. */
export const ipForwardOff: Rule = {
  needs: ['ip-link', 'virsh', 'net-settings'],
  find: (scene) => {
    if (scene.snapshot.netSettings?.forwardsIpv4 !== false) return [];
    return [
      ...routedNetworks(scene).flatMap(({ network, at }) => ofNetwork(network, at)),
      ...natsByHand(scene).map(ofBridge),
    ];
  },
};

function ofNetwork(network: NetworkNode, at: BridgeScene): Found[] {
  if (!network.addresses.some((address) => address.includes('.'))) return [];
  const mode = network.forward === 'nat' ? 'NAT' : 'routed';
  return [
    {
      ...FAULT,
      subject: [network.id, at.bridge.id, ...at.guests.map(({ vnic }) => vnic.id)],
      title: `${network.name} is a ${mode} network, but the host doesn’t forward IPv4`,
      why: `${whyOf(at)} libvirt turns forwarding on when it starts a network; something turned it off since.`,
    },
  ];
}

function ofBridge({ at, by }: NatByHand): Found {
  const { bridge, guests } = at;
  return {
    ...FAULT,
    evidence: [...FAULT.evidence, decisionEvidence(by)],
    subject: [bridge.id, ...guests.map(({ vnic }) => vnic.id)],
    title: `The host does NAT for ${bridge.name}, but doesn’t forward IPv4`,
    why: whyOf(at),
  };
}

const FAULT = {
  severity: 'error',
  evidence: ['sysctl: net.ipv4.ip_forward = 0'],
  repairs: [forwardIpv4],
} as const satisfies Partial<Found>;

function whyOf({ guests }: BridgeScene): string {
  const names = [...new Set(guests.map(({ guest }) => guest.name))];
  const who = names.slice(0, 3).join(', ') + (names.length > 3 ? ` and ${names.length - 3} more` : '');
  return `The kernel drops what isn’t for the host itself, so that ${who} can reach this host and each other, and nothing beyond.`;
}
