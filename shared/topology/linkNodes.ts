import type { Link } from '#shared/host/link.ts';
import { vlansOfPort } from '#shared/host/ovs.ts';
import { vlansOf } from '#shared/host/portVlan.ts';
import { append } from './append.ts';
import { bondParts } from './bonds.ts';
import { cardNodes } from './cardNodes.ts';
import type { Facts } from './facts.ts';
import { functionOf } from './functionFacts.ts';
import { leadOf } from './lead.ts';
import { linkDetails } from './linkDetails.ts';
import { type LinkKind, type LinkNode, linkId } from './model.ts';
import { networksByBridge } from './networks.ts';
import { portOfLink } from './switchPorts.ts';

/** Every link of the host, loopback and idle ones included: what to hide is the view's choice. */
export function linkNodes(facts: Facts): LinkNode[] {
  const addresses = hostAddresses(facts);
  const networks = networksByBridge(facts);
  const defaultLinks = new Set(facts.defaultRoutes.map(({ link }) => link));
  const ofLinks = [...facts.links.values()].map(
    (link): LinkNode => ({
      id: linkId(link.name),
      kind: facts.kinds.get(link.name) ?? 'other',
      name: link.name,
      mac: link.mac,
      mtu: link.mtu,
      operState: link.operState,
      ifindex: link.ifindex,
      up: link.up,
      carrier: link.carrier,
      master: link.master,
      slaveKind: link.slaveKind,
      lead: leadOf(link, facts),
      addresses: addresses.get(link.name) ?? [],
      defaultRoute: defaultLinks.has(link.name),
      altNames: link.altNames,
      description: link.alias,
      speed: speedOf(link, facts),
      holder: holderOf(link, facts),
      held: heldWord(link, facts),
      details: linkDetails(link, facts),
      ...layerOf(link),
      ...bondParts(link, facts),
      ...bridgeOf(link, facts),
      ...switchVlansOf(link, facts),
      ...containerNetworksOf(link, facts),
      networks: (networks.get(link.name) ?? []).map(({ name }) => name),
      portState: link.bridgePort?.state ?? null,
      ...functionOf(facts.virtualFunctions.ofLink(link), facts.virtualFunctions),
    }),
  );
  return [...ofLinks, ...cardNodes(facts)];
}

function layerOf({ vlan, vxlan, bondMode }: Link): Pick<LinkNode, 'layer'> {
  if (vlan !== null) return { layer: { kind: 'vlan', id: vlan.id } };
  if (vxlan !== null) return { layer: { kind: 'vxlan', vni: vxlan.vni } };
  return bondMode === null ? {} : { layer: { kind: 'bond', mode: bondMode } };
}

function bridgeOf(link: Link, { snapshot }: Facts): Pick<LinkNode, 'bridge' | 'vlans'> {
  if (link.bridge === null) return {};
  const { stp, forwardDelay, vlanFiltering } = link.bridge;
  const vlans = vlansOf(link, snapshot);
  return { bridge: { stp, forwardDelay, vlanFiltering }, ...(vlans === null ? {} : { vlans }) };
}

function switchVlansOf(link: Link, facts: Facts): Pick<LinkNode, 'switchVlans'> {
  const port = facts.switches?.bridges.get(link.name)?.local ?? portOfLink(link, facts);
  return port === undefined || port.fakeBridge ? {} : { switchVlans: vlansOfPort(port) };
}

function containerNetworksOf({ name }: Link, { snapshot }: Facts): Pick<LinkNode, 'containerNetworks'> {
  const networks = (snapshot.containers?.networks ?? []).filter(({ bridge }) => bridge === name);
  return networks.length === 0 ? {} : { containerNetworks: networks };
}

/** The host's own addresses by link, without those that every link has of itself. */
function hostAddresses({ snapshot }: Facts): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const { link, address, prefixLength, scope } of snapshot.addresses) {
    if (scope !== 'link') append(found, link, `${address}/${prefixLength}`);
  }
  return found;
}

/** Links with a wire behind them; the kernel says 10 Gbit/s of every TAP, veth and bridge, which means nothing. */
const WITH_SPEED: ReadonlySet<LinkKind> = new Set(['pnic', 'vf', 'bond', 'vlan']);

function speedOf({ name }: Link, { snapshot, kinds }: Facts): number | null {
  if (!WITH_SPEED.has(kinds.get(name) ?? 'other')) return null;
  return Object.hasOwn(snapshot.linkSpeeds, name) ? (snapshot.linkSpeeds[name] ?? null) : null;
}

/** QEMU's process where it is among the holders: a helper may hold the same descriptor. */
function holderOf({ name }: Link, facts: Facts): number | null {
  const holders = facts.holders.get(name) ?? [];
  return holders.find((pid) => facts.processes.has(pid)) ?? holders[0] ?? null;
}

function heldWord(link: Link, facts: Facts): LinkNode['held'] {
  const kind = facts.kinds.get(link.name);
  if (facts.holders.has(link.name)) return 'yes';
  if (kind !== 'tap' && kind !== 'macvtap') return 'no';
  // The kernel deletes a TAP that is not persistent when its last holder goes: it would not be here.
  if (link.tun?.persist === false) return 'yes';
  const report = facts.snapshot.sources.find(({ name }) => name === 'tap-holders');
  return report?.status === 'ok' ? 'no' : 'unknown';
}
