import { passesIpFirewall } from '../firewall/packets.ts';
import type { Found, Rule } from '../rule.ts';
import type { Scene } from '../scene.ts';

/** Frames that cross a bridge with VMs pass the host’s IP firewall, where its rules for routing may meet them. */
export const bridgeNf: Rule = {
  needs: ['ip-link', 'net-settings'],
  find: (scene) => {
    const crossed = scene.bridges.filter(
      ({ bridge, guests, networks }) =>
        bridge.kind === 'bridge' &&
        guests.some(({ guest }) => guest.kind === 'vm') &&
        networks.every(({ forward }) => forward === 'bridge') &&
        passesIpFirewall(scene, bridge.name, 'ip') === true,
    );
    const [first, ...others] = crossed;
    return first === undefined ? [] : [foundOf(scene, [first.bridge, ...others.map(({ bridge }) => bridge)])];
  },
};

type Bridges = readonly [Scene['bridges'][number]['bridge'], ...Scene['bridges'][number]['bridge'][]];

function foundOf({ snapshot }: Scene, bridges: Bridges): Found {
  const [first, ...others] = bridges;
  const names = bridges.map(({ name }) => name).slice(0, 5);
  const list =
    names.join(', ') + (bridges.length > names.length ? ` and ${bridges.length - names.length} more` : '');
  const isAll = snapshot.netSettings?.bridgeCalls?.iptables === true;
  return {
    severity: 'info',
    subject: [first.id, ...others.map(({ id }) => id)],
    title: `Frames that cross ${list} pass the host’s IP firewall`,
    why: 'br_netfilter hands bridged IP packets to the rules for routed ones. A rule or policy that was meant for routing can cut off guests.',
    evidence: [
      isAll ? 'sysctl: net.bridge.bridge-nf-call-iptables = 1' : `ip link: nf_call_iptables of ${list} is 1`,
    ],
    repairs: [],
  };
}
