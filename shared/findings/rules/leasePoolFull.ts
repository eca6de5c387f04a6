import { shellWord } from '#shared/edits/shellWords.ts';
import type { Network } from '#shared/host/network.ts';
import { networkId } from '#shared/topology/model.ts';
import { cableName, type GuestCable } from '../guestCables.ts';
import { type LeasePool, leasePoolOf } from '../leasePool.ts';
import { freshNetworks } from '../libvirtNetworks.ts';
import type { Found, Rule } from '../rule.ts';
import type { Scene } from '../scene.ts';

const NEARLY = 0.95;

/** A network’s DHCP server has no address left for the next guest that asks, or hardly one. */
export const leasePoolFull: Rule = {
  needs: ['virsh'],
  find: (scene) => {
    const { leases, libvirtUri: uri = 'qemu:///system' } = scene.snapshot;
    return freshNetworks(scene.snapshot).flatMap((network): Found[] => {
      const own = leases.filter((lease) => lease.network === network.name);
      const pool = network.active ? leasePoolOf(network, own) : null;
      if (pool === null || pool.leased < pool.size * NEARLY) return [];
      const macs = new Set(own.map(({ mac }) => mac));
      return [foundOf(network, pool, withoutAddress(network.bridge, macs, scene), uri)];
    });
  },
};

/** The guests that may be waiting for an address: one that has none, and no lease. */
function withoutAddress(
  bridge: string | null,
  leased: ReadonlySet<string>,
  { bridges }: Scene,
): readonly GuestCable[] {
  const there = bridges.find((one) => one.bridge.name === bridge)?.guests ?? [];
  return there.filter(
    ({ guest, vnic }) =>
      guest.kind === 'vm' &&
      guest.state === 'running' &&
      vnic.linkState === 'up' &&
      vnic.ips.length === 0 &&
      !leased.has(vnic.mac ?? ''),
  );
}

function foundOf(
  network: Network,
  { size, leased, spare }: LeasePool,
  waiting: readonly GuestCable[],
  uri: string,
): Found {
  const { name } = network;
  const isFull = leased >= size;
  const who = waiting
    .slice(0, 4)
    .map((cable) => cableName(cable))
    .join(', ');
  const without = waiting.length === 0 ? '' : ` No address is known of ${who}.`;
  return {
    severity: isFull && waiting.length > 0 ? 'error' : 'warning',
    subject: [networkId(name), ...(isFull ? waiting.map(({ vnic }) => vnic.id) : [])],
    title: isFull ? `${name} has no address left to hand out` : `${name} has few addresses left to hand out`,
    why: isFull
      ? `The next guest that asks ${name} for an address by DHCP gets none until a lease expires.${without}`
      : `Only ${size - leased} of the ${size} addresses that ${name} hands out by DHCP are free.`,
    evidence: [
      `virsh net-dumpxml ${shellWord(name)}: its DHCP range has ${size} ${size === 1 ? 'address' : 'addresses'} for guests that ask`,
      `virsh net-dhcp-leases ${shellWord(name)}: ${leased} of them ${leased === 1 ? 'is' : 'are'} leased`,
    ],
    repairs: repairsOf(network, spare, uri),
  };
}

/** libvirt restarts the DHCP server with the wider range, and leaves the bridge and what is on it alone. */
function repairsOf({ name, persistent }: Network, spare: LeasePool['spare'], uri: string): Found['repairs'] {
  if (spare === null) return [];
  const range = `<range start='${spare.start}' end='${spare.end}'/>`;
  return [
    {
      kind: 'commands',
      label: `Hand out ${spare.start} – ${spare.end} too`,
      commands: [
        [
          ...(['virsh', '-c', uri, 'net-update', name, 'add', 'ip-dhcp-range', range] as const),
          // A transient network has no definition, and libvirt refuses to change one.
          ...(persistent ? ['--live', '--config'] : ['--live']),
        ],
      ],
      lasts: persistent ? 'both' : 'now',
      keep: persistent ? null : `Write it to the XML that ${name} is created from.`,
    },
  ];
}
