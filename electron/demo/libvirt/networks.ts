import { createHash } from 'node:crypto';
import { makesBridge } from '#shared/host/network.ts';
import { addAddress } from '../kernel/addresses.ts';
import { setUp } from '../kernel/change.ts';
import { addLink, hasLink } from '../kernel/links.ts';
import { lastOf } from '../kernel/prefix.ts';
import { removeLink } from '../kernel/remove.ts';
import { connectedRoute } from '../kernel/routes.ts';
import { silent } from '../meter.ts';
import type { DemoAddress, DemoNetwork, Homelab } from '../model.ts';
import type { WantedNetwork } from './networkXml.ts';
import { becomes, type Outcome, refuses } from './outcome.ts';

/** Bringing up dnsmasq and the firewall takes a moment. */
const START_MS = 300;
const STOP_MS = 120;

/** `net-define`: a new network gets a bridge of its own and a MAC where it names none; what runs goes on as it is. */
export function defineNetwork(lab: Homelab, wanted: WantedNetwork): Outcome {
  const named = lab.networks.find((network) => network.name === wanted.name);
  const numbered = lab.networks.find((network) => network.uuid === wanted.uuid);
  if (numbered !== undefined && numbered.name !== wanted.name)
    return refuses(
      `operation failed: network '${numbered.name}' is already defined with uuid ${numbered.uuid}`,
    );
  if (named !== undefined && named !== numbered)
    return refuses(`operation failed: network '${named.name}' already exists with uuid ${named.uuid}`);
  const ofOwn = makesBridge(wanted.forward);
  const taken = lab.networks.find(
    (network) => network !== numbered && makesBridge(network.forward) && network.bridge === wanted.bridge,
  );
  if (ofOwn && wanted.bridge !== null && taken !== undefined)
    return refuses(`internal error: bridge name '${wanted.bridge}' already in use.`);
  if (numbered?.active) return becomes(changeNetwork(lab, numbered.uuid, { persistent: true }));
  const uuid = wanted.uuid ?? randomUuid(lab);
  const network: DemoNetwork = {
    ...wanted,
    uuid,
    active: false,
    autostart: numbered?.autostart ?? false,
    persistent: true,
    bridge: wanted.bridge ?? (ofOwn ? freeBridge(lab) : null),
    mac: wanted.mac ?? (ofOwn ? macOf(uuid) : null),
    leases: numbered?.leases ?? [],
  };
  return becomes({ ...lab, networks: [...lab.networks.filter((other) => other !== numbered), network] });
}

/** `net-undefine`: one that runs goes on, transient, until it is stopped. */
export function undefineNetwork(lab: Homelab, network: DemoNetwork): Outcome {
  if (!network.persistent)
    return refuses("Requested operation is not valid: can't undefine transient network");
  if (network.active)
    return becomes(changeNetwork(lab, network.uuid, { persistent: false, autostart: false }));
  return becomes(withoutNetwork(lab, network));
}

/** `net-start`: its bridge with its address, unless the host has that range, or a link of that name. */
export function startNetwork(lab: Homelab, network: DemoNetwork): Outcome {
  if (network.active) return refuses('Requested operation is not valid: network is already active');
  const started = changeNetwork(lab, network.uuid, { active: true });
  const { bridge, ip } = network;
  if (!makesBridge(network.forward) || bridge === null) return becomes(started);
  const address = ip === null ? null : addressOf(ip);
  const inUse =
    address === null ? undefined : lab.routes.find((route) => isSameRange(route, address, bridge));
  if (inUse !== undefined)
    return refuses(`internal error: Network is already in use by interface ${inUse.link}`);
  if (hasLink(lab, bridge)) return refuses(`error creating bridge interface ${bridge}: File exists`);
  if (Buffer.byteLength(bridge) > 15)
    return refuses(`error creating bridge interface ${bridge}: Numerical result out of range`);
  const made = addLink(started, {
    name: bridge,
    mac: network.mac ?? macOf(network.uuid),
    mtu: 1500,
    up: false,
    master: null,
    device: {
      kind: 'bridge',
      stp: true,
      forwardDelay: 200,
      vlanFiltering: false,
      macIsSet: true,
      mtuIsSet: false,
      hadPort: true,
    },
    addresses: [],
    meter: { since: 0, rxBytes: 0, txBytes: 0, rate: silent, flowing: true },
  });
  const addressed = address === null ? made : addAddress(made, bridge, address).lab;
  return becomes(setUp(addressed, bridge, true), START_MS);
}

/** `net-destroy`: its bridge goes, and the TAPs that were on it are on none; a transient network is gone for good. */
export function stopNetwork(lab: Homelab, network: DemoNetwork, elapsed: number): Outcome {
  if (!network.active)
    return refuses(`Requested operation is not valid: network '${network.name}' is not active`);
  const stopped = network.persistent
    ? changeNetwork(lab, network.uuid, { active: false })
    : withoutNetwork(lab, network);
  const { bridge } = network;
  const own = makesBridge(network.forward) && bridge !== null;
  return becomes(own ? removeLink(stopped, bridge, elapsed) : stopped, STOP_MS);
}

/** `net-autostart`. */
export function setNetworkAutostart(lab: Homelab, network: DemoNetwork, autostart: boolean): Outcome {
  if (!network.persistent)
    return refuses('Requested operation is not valid: cannot set autostart for transient network');
  return becomes(changeNetwork(lab, network.uuid, { autostart }));
}

/** libvirt compares with the routes of the host by prefix and length (networkCheckRouteCollision). */
function isSameRange({ destination, link }: Homelab['routes'][number], address: DemoAddress, bridge: string) {
  return link !== bridge && destination === connectedRoute(bridge, address)?.destination;
}

function addressOf({ address, prefixLength }: NonNullable<DemoNetwork['ip']>): DemoAddress {
  const broadcast = lastOf({ family: 'inet', address, length: prefixLength });
  return { family: 'inet', local: address, prefixLength, scope: 'global', broadcast };
}

/** The first `virbrN` that neither a network nor a link has (networkFindUnusedBridgeName). */
function freeBridge(lab: Homelab): string {
  let number = 0;
  const isTaken = (name: string) =>
    hasLink(lab, name) || lab.networks.some((network) => network.bridge === name);
  while (isTaken(`virbr${number}`)) number += 1;
  return `virbr${number}`;
}

/** libvirt draws one at random; this one follows from the network. */
function macOf(uuid: string): string {
  const digest = createHash('sha256').update(uuid).digest('hex');
  return `52:54:00:${digest.slice(0, 2)}:${digest.slice(2, 4)}:${digest.slice(4, 6)}`;
}

function randomUuid(lab: Homelab): string {
  const digest = createHash('sha256')
    .update(`network ${lab.networks.length} ${lab.next.ifindex}`)
    .digest('hex');
  return digest.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-4$3-a$4-$5');
}

function changeNetwork(lab: Homelab, uuid: string, change: Partial<DemoNetwork>): Homelab {
  const networks = lab.networks.map((other) => (other.uuid === uuid ? { ...other, ...change } : other));
  return { ...lab, networks };
}

function withoutNetwork(lab: Homelab, network: DemoNetwork): Homelab {
  return { ...lab, networks: lab.networks.filter((other) => other !== network) };
}
