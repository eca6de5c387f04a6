import type { CommandRepair } from '#shared/findings/finding.ts';
import { forwardIpv4, restartLibvirt } from '#shared/findings/hostCommands.ts';
import { wasRead } from '#shared/host/freshness.ts';
import type { LinkNode, NetworkNode } from '#shared/topology/model.ts';
import { broken, type HopDraft, type Look, ok, unknown } from '../hop.ts';
import { hasMasquerade } from '../masquerade.ts';
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
  if (!wasRead(sources, 'virsh'))
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

/** Where the host routes: it needs an address at the guest’s side, to forward at all, and for NAT a rule that does it. */
function hostHops(track: Track): HopDraft[] {
  const { way, network, scene, report } = track;
  if (way.kind !== 'routed' || way.from === null) return [];
  const { from, nat } = way;
  const place = { node: from.id };
  if (from.addresses.length === 0 && network?.forward !== 'open') {
    const say = `This host has no address on ${from.name}, so the guest has no gateway.`;
    return [broken(place, say, `Give ${from.name} an address.`, addressed(from, network))];
  }
  const forwards = scene.snapshot.netSettings?.forwardsIpv4 ?? null;
  const unchecked = report.notChecked.find(({ code }) => code === 'ip-forward-off');
  if (forwards === null)
    return [unknown(place, 'Whether this host forwards packets isn’t known.', unchecked?.why ?? '')];
  if (!forwards) return [broken(place, FORWARDS_NOT, '', [forwardIpv4])];
  if (nat && network !== null && hasMasquerade(scene, from) === false) {
    const say = `No rule of this host’s firewall does NAT for ${from.name}: answers don’t find their way back.`;
    return [broken(place, say, '', [restartLibvirt])];
  }
  const doing = nat ? 'forwards its packets by NAT' : 'forwards its packets';
  return [
    ok(
      place,
      `This host is the guest’s gateway, ${from.addresses.join(', ')} on ${from.name}, and ${doing}.`,
    ),
  ];
}

/** To stop and start the network would leave the TAPs of its running VMs in no bridge. */
function addressed({ name }: LinkNode, network: NetworkNode | null): readonly CommandRepair[] {
  const [first, ...others] = (network?.addresses ?? []).map(
    (address) => ['ip', 'addr', 'add', address, 'dev', name] as const,
  );
  if (network === null || first === undefined) return [];
  return [
    {
      kind: 'commands',
      label: `Give ${name} the address of network ${network.name} again`,
      commands: [first, ...others],
      lasts: 'now',
      keep: `Nothing needs to be saved: libvirt sets it whenever it starts ${network.name}.`,
    },
  ];
}

const FORWARDS_NOT = 'This host forwards no IPv4 packets (net.ipv4.ip_forward is 0).';
