import { shellWord } from '#shared/edits/shellWords.ts';
import type { Neighbour } from '#shared/host/address.ts';
import { wasRead } from '#shared/host/freshness.ts';
import { append } from '#shared/topology/append.ts';
import type { NodeId, TopologyEdge } from '#shared/topology/model.ts';
import type { BridgeScene } from '../bridges.ts';
import { cableName, type GuestCable } from '../guestCables.ts';
import type { Found, Rule } from '../rule.ts';
import type { Scene } from '../scene.ts';
import { areApart } from '../untagged.ts';

/** Who answers for so many addresses is a router that does so for others (proxy ARP), or a host of many. */
const MANY = 3;

/** Two things on one bridge have the same IP address, so that others reach now one of them and now the other. */
export const duplicateIp: Rule = {
  needs: ['ip-link', 'ip-addr', 'ip-neigh', 'guest-agent'],
  find: (scene) => scene.bridges.flatMap((one) => found(one, scene)),
};

/** Somebody on a bridge who is known to have an address. */
interface Claim {
  readonly id: NodeId;
  readonly guest: NodeId | null;
  readonly name: string;
  readonly mac: string;
  readonly port: TopologyEdge | null;
  readonly quote: string;
  /** It has another address of the same family there: this one may be shared on purpose (VRRP, CARP, a cluster’s). */
  readonly hasOthers: boolean;
}

function found(one: BridgeScene, scene: Scene): Found[] {
  const claims = new Map<string, Claim[]>();
  for (const [address, claim] of [...hostClaims(one, scene), ...one.guests.flatMap(guestClaims)])
    append(claims, address, claim);
  const among = [...claims].flatMap(([address, own]) => amongClaims(address, own, one));
  const told = new Set(among.map(({ address }) => address));
  const leases = leaseClaims(one, scene);
  const heard = heardOn(one, scene);
  const others = heard.flatMap((neighbour): Found[] => {
    if (told.has(neighbour.address)) return [];
    const own = claims.get(neighbour.address) ?? [];
    const claim = claimAgainst(neighbour, own, leases.get(neighbour.address) ?? []);
    return claim === undefined ? [] : withNeighbour(neighbour, claim, one, scene);
  });
  return [...among.map(({ finding }) => finding), ...others];
}

function amongClaims(address: string, claims: readonly Claim[], one: BridgeScene) {
  const [first, ...others] = claims;
  const other = others.find(
    (each) =>
      first !== undefined &&
      each.mac !== first.mac &&
      (each.guest === null || each.guest !== first.guest) &&
      !areApart(first.port, each.port) &&
      !(each.hasOthers && first.hasOthers),
  );
  if (first === undefined || other === undefined) return [];
  return [{ address, finding: foundOf(address, [first, other], [first.quote, other.quote], one) }];
}

/** Where who answers is known to have the address, only somebody else’s lease speaks against it. */
function claimAgainst({ mac }: Answered, own: readonly Claim[], leases: readonly Claim[]): Claim | undefined {
  const answering = own.find((each) => each.mac === mac);
  if (answering === undefined)
    return [...own, ...leases].every((each) => each.mac !== mac) ? (own[0] ?? leases[0]) : undefined;
  return leases.find((each) => each.mac !== mac && !areApart(each.port, answering.port));
}

/** Somebody else answers for the address of a guest, as the host has asked and heard. */
function withNeighbour(
  { address, mac, state }: Answered,
  claim: Claim,
  one: BridgeScene,
  { snapshot }: Scene,
): Found[] {
  if (claim.hasOthers) return [];
  // A guest may have more MACs behind its TAP than libvirt knows: a bridge, containers, nested VMs.
  const behind = snapshot.fdb.find((row) => row.mac === mac && row.master === one.bridge.name);
  const own = one.guests.find(({ vnic }) => vnic.id === claim.id);
  if (behind !== undefined && behind.link === own?.link?.name) return [];
  const other = one.guests.find(({ vnic }) => vnic.mac === mac);
  if (other !== undefined && other.guest.id === claim.guest) return [];
  const quote = `ip neigh: ${address} dev ${one.bridge.name} lladdr ${mac} ${state}`;
  const stranger = {
    id: other?.vnic.id ?? one.bridge.id,
    name: other === undefined ? mac : cableName(other),
  };
  return [foundOf(address, [claim, stranger], [claim.quote, quote], one)];
}

function foundOf(
  address: string,
  [a, b]: readonly [Pick<Claim, 'id' | 'name'>, Pick<Claim, 'id' | 'name'>],
  evidence: readonly string[],
  { bridge }: BridgeScene,
): Found {
  return {
    severity: 'warning',
    subject: [...new Set([a.id, b.id, bridge.id])] as unknown as Found['subject'],
    title: `${a.name} and ${b.name} both have ${address}`,
    why: `On ${bridge.name} two MACs answer for ${address}, so that others reach now the one and now the other. Give one of them another address.`,
    evidence,
    repairs: [],
  };
}

function hostClaims({ bridge }: BridgeScene, { snapshot }: Scene): [string, Claim][] {
  const { mac } = bridge;
  const own = snapshot.addresses.filter(({ link, scope }) => link === bridge.name && scope === 'global');
  return own.flatMap(({ address, prefixLength, family }): [string, Claim][] => {
    const hasOthers = own.filter((each) => each.family === family).length > 1;
    const quote = `ip addr: ${address}/${prefixLength} on ${bridge.name}`;
    const claim = { id: bridge.id, guest: null, name: 'this host', port: null, quote, hasOthers };
    return mac === null ? [] : [[address, { ...claim, mac }]];
  });
}

const QUOTES = {
  agent: 'its guest agent reports',
  namespace: 'seen inside the container:',
  runtime: 'its runtime reports',
} as const;

function guestClaims(cable: GuestCable): [string, Claim][] {
  const { guest, vnic, port } = cable;
  const { mac } = vnic;
  if (mac === null || guest.state !== 'running' || vnic.linkState === 'down') return [];
  return vnic.ipEvidence.flatMap(({ address, source }): [string, Claim][] => {
    if (source === 'lease' || source === 'arp') return [];
    const quote = `${cableName(cable)} (${mac}): ${QUOTES[source]} ${address}`;
    const hasOthers = vnic.ips.some((other) => other !== address && isIpv6(other) === isIpv6(address));
    const claim = { id: vnic.id, guest: guest.id, name: cableName(cable), port, quote, hasOthers };
    return [[address, { ...claim, mac }]];
  });
}

/** Who has leased what, where it runs on the network’s bridge, and isn’t known to have another address by now. */
function leaseClaims(
  { networks, guests, bridge }: BridgeScene,
  { snapshot }: Scene,
): ReadonlyMap<string, readonly Claim[]> {
  const claims = new Map<string, Claim[]>();
  if (!wasRead(snapshot.sources, 'virsh')) return claims;
  const names = new Set(networks.map(({ name }) => name));
  const cables = new Map(guests.map((cable) => [cable.vnic.mac, cable]));
  for (const { network, mac, address } of snapshot.leases) {
    const cable = cables.get(mac);
    if (!names.has(network) || cable === undefined || cable.guest.state !== 'running') continue;
    const { vnic, guest, port } = cable;
    if (vnic.ipEvidence.some(({ source }) => source !== 'lease')) continue;
    const quote = `virsh net-dhcp-leases ${shellWord(network)}: ${address} is leased to ${mac}, ${cableName(cable)} on ${bridge.name}`;
    const claim = { id: vnic.id, guest: guest.id, name: cableName(cable), port, quote, hasOthers: false };
    append(claims, address, { ...claim, mac });
  }
  return claims;
}

type Answered = Neighbour & { readonly mac: string };

/** Who answered the host on this bridge a moment ago. */
function heardOn({ bridge }: BridgeScene, { snapshot }: Scene): Answered[] {
  const rows = snapshot.neighbours.filter(
    (one): one is Answered => one.link === bridge.name && one.state === 'REACHABLE' && one.mac !== null,
  );
  const counts = new Map<string, number>();
  for (const { mac } of rows) counts.set(mac, (counts.get(mac) ?? 0) + 1);
  return rows.filter(({ mac }) => (counts.get(mac) ?? 0) < MANY);
}

function isIpv6(address: string): boolean {
  return address.includes(':');
}
