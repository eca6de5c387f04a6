import { ownBridge } from '#shared/host/network.ts';
import { type Call, type CommandAnswer, fails, prints } from './answer.ts';

const FIRST_DNSMASQ_PID = 1200;

/** `ss -Hlun4p 'sport = :67'`: the dnsmasq of each active network of libvirt’s that hands out addresses. */
export function ss({ lab, args }: Call): CommandAnswer {
  if (args.join(' ') !== '-Hlun4p sport = :67')
    return fails(255, 'ss: the demo host tells of DHCP servers only');
  const lines = lab.networks.flatMap((network, position) => {
    const bridge = ownBridge(network);
    if (!network.active || network.ip?.dhcp == null || bridge === null) return [];
    const pid = FIRST_DNSMASQ_PID + 2 * position;
    return [`UNCONN 0      0      0.0.0.0%${bridge}:67 0.0.0.0:* users:(("dnsmasq",pid=${pid},fd=3))\n`];
  });
  return prints(lines.join(''));
}
