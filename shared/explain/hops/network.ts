import { isRead } from '#shared/host/source.ts';
import type { NetworkNode } from '#shared/topology/model.ts';
import { broken, type HopDraft, type Look, ok, unknown } from '../hop.ts';
import type { Track } from '../track.ts';

/** What libvirt’s network, or this host, has to do for the guest: its address, and the way on. */
export const lookAtNetwork: Look = (track) => {
  const { network } = track;
  return [...(network === null ? [] : [addressHop(track, network)]), ...hostHops(track)];
};

function addressHop({ vnic, name, scene }: Track, network: NetworkNode): HopDraft {
  const place = { node: network.id };
  const own = `network ${network.name}`;
  if (network.dhcp === undefined)
    return ok(place, `In ${own}, which hands out no addresses: the guest needs one of its own.`);
  const { leases, sources } = scene.snapshot;
  const lease = leases.find((one) => one.network === network.name && one.mac === vnic.mac);
  if (lease !== undefined)
    return ok(place, `The DHCP server of ${own} has given the guest ${lease.address}.`);
  if (!isRead(sources.find((report) => report.name === 'virsh')))
    return unknown(place, `Whether ${own} gave the guest an address isn’t known.`, '');
  const [known] = vnic.ips;
  if (known !== undefined)
    return ok(place, `The guest has ${known}, which the DHCP server of ${own} didn’t give it.`);
  return unknown(
    place,
    `The guest has no DHCP lease in ${own}, and no address of it is known.`,
    `Check in the guest that ${name} asks for one by DHCP.`,
  );
}

/** Where the host routes: it needs an address at the guest’s side. */
function hostHops({ way, network }: Track): HopDraft[] {
  if (way.kind !== 'routed' || way.from === null) return [];
  const { from, nat } = way;
  const place = { node: from.id };
  if (from.addresses.length === 0 && network?.forward !== 'open')
    return [
      broken(
        place,
        `This host has no address on ${from.name}, so the guest has no gateway.`,
        network === null ? `Give ${from.name} an address.` : `Restart network ${network.name}.`,
      ),
    ];
  const doing = nat ? 'This host is the guest’s gateway and does NAT' : 'This host is the guest’s gateway';
  return [ok(place, `${doing}: it has ${from.addresses.join(', ')} on ${from.name}.`)];
}
