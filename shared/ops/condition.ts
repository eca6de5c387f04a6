import type { DomainInterface } from '#shared/host/domain.ts';
import { isPartFresh, wasRead } from '#shared/host/freshness.ts';
import { deviceName } from '#shared/host/interfaceTypes.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { type FactPart, mayLack, type SourceName } from '#shared/host/source.ts';
import { type LinkCondition, linkMismatch } from './link/linkConditions.ts';
import { type NetworkCondition, networkMismatch } from './network/networkConditions.ts';
import type { PlugTarget, Scope, Side, VnicKey } from './op.ts';
import { isHandedOut, isPlugged, plugOf, plugWords } from './vnic/plug.ts';
import { countMac, factsSide, findDomain, interfacesOf, presentSide, vnicIn } from './vnic/vnicKey.ts';

/**
 * Something that a read of the host shows or does not show. What is said of a running VM, or of its saved image, is
 * looked for on whichever of the two it is now.
 */
export type Condition =
  /** The kernel's master of a link; null: it is on no bridge. */
  | { readonly is: 'port-master'; readonly link: string; readonly master: string | null }
  /** The kernel's master of whatever TAP backs the vNIC now. */
  | {
      readonly is: 'vnic-on-bridge';
      readonly domain: string;
      readonly vnic: VnicKey;
      readonly bridge: string;
    }
  | {
      readonly is: 'vnic-source';
      readonly domain: string;
      readonly vnic: VnicKey;
      readonly scope: Side;
      readonly target: PlugTarget;
    }
  | {
      readonly is: 'vnic-count';
      readonly domain: string;
      readonly scope: Scope;
      readonly mac: string;
      /** How many vNICs of the domain hold this MAC. */
      readonly count: number;
    }
  | {
      readonly is: 'vnic-link';
      readonly domain: string;
      readonly vnic: VnicKey;
      readonly scope: Scope;
      readonly state: 'up' | 'down';
    }
  | {
      readonly is: 'vnic-model';
      readonly domain: string;
      readonly vnic: VnicKey;
      readonly scope: Scope;
      readonly model: string | null;
    }
  | LinkCondition
  | NetworkCondition;

/** True when the facts show it. Facts that could not be read show nothing: `sourceOf` names the source to ask. */
export function holds(condition: Condition, snapshot: HostSnapshot): boolean {
  return mismatch(condition, snapshot) === '';
}

/** What the facts show instead, one sentence; empty when the condition holds. */
export function mismatch(condition: Condition, snapshot: HostSnapshot): string {
  switch (condition.is) {
    case 'port-master':
      return masterMismatch(condition.link, condition.master, snapshot);
    case 'link-present':
    case 'link-state':
    case 'link-mac':
    case 'link-mtu':
    case 'port-settings':
    case 'port-vlan':
    case 'bridge-options':
    case 'address':
    case 'route':
    case 'link-dns':
    case 'link-domains':
      return linkMismatch(condition, snapshot);
    case 'network-defined':
    case 'network-active':
    case 'network-autostart':
      return networkMismatch(condition, snapshot);
    case 'vnic-count': {
      const domain = findDomain(snapshot, condition.domain);
      if (domain === null) return vmGone;
      const side = presentSide(domain, condition.scope);
      const count = countMac(interfacesOf(domain, side), condition.mac);
      return count === condition.count
        ? ''
        : `${sideWords(side)} has ${countWords(count)} with the MAC ${condition.mac}${condition.count === 0 ? ' still' : `, not ${condition.count}`}.`;
    }
    default: {
      const domain = findDomain(snapshot, condition.domain);
      if (domain === null) return vmGone;
      const side = condition.is === 'vnic-on-bridge' ? 'live' : presentSide(domain, condition.scope);
      const vnic = vnicIn(snapshot, condition.domain, side, condition.vnic);
      if (vnic === null) return `${sideWords(side)} has no vNIC with the MAC ${condition.vnic.mac}.`;
      return vnicMismatch(condition, side, vnic, snapshot);
    }
  }
}

const vmGone = 'The VM is no longer on this host: it was removed or migrated away.';

/** The source of the facts that a condition rests on. */
export function sourceOf(condition: Condition): SourceName {
  return sources[condition.is];
}

/**
 * Whether a read tells anything of a condition: where the facts that it rests on are of an earlier read, or where some
 * rows are missing and its own is not among the rest, the condition neither holds nor fails.
 */
export function isSeen(condition: Condition, snapshot: HostSnapshot): boolean {
  const { sources: reports } = snapshot;
  const name = sourceOf(condition);
  if (!wasRead(reports, name)) return false;
  if (!partsOf(condition, snapshot).every((part) => isPartFresh(reports, part))) return false;
  const report = reports.find((each) => each.name === name);
  const row = rowOf(condition, snapshot);
  return row === null || report?.unread !== undefined || !mayLack(report, row) || hasRow(condition, snapshot);
}

/** The parts of a source's facts that a condition rests on. */
function partsOf(condition: Condition, snapshot: HostSnapshot): readonly FactPart[] {
  switch (condition.is) {
    case 'vnic-on-bridge':
      return [{ of: 'domain', uuid: condition.domain, side: 'live' }];
    case 'vnic-source':
    case 'vnic-count':
    case 'vnic-link':
    case 'vnic-model': {
      const side = presentSide(findDomain(snapshot, condition.domain), condition.scope);
      return [{ of: 'domain', uuid: condition.domain, side: factsSide(side) }];
    }
    case 'network-defined':
    case 'network-active':
    case 'network-autostart':
      return [{ of: 'networks' }, { of: 'network', uuid: condition.network }];
    case 'route':
      return condition.route.family === 'inet6' ? [{ of: 'routes', family: 'inet6' }] : [];
    default:
      return [];
  }
}

/** By what name a list may lack what the kernel was asked about; null: it is not in a list of the kernel's. */
function rowOf(condition: Condition, snapshot: HostSnapshot): string | null {
  switch (condition.is) {
    case 'bridge-options':
      return condition.bridge;
    case 'vnic-on-bridge':
      return vnicIn(snapshot, condition.domain, 'live', condition.vnic)?.targetDev ?? '';
    case 'route':
      return condition.route.destination;
    case 'link-dns':
    case 'link-domains':
      return null;
    default:
      return 'link' in condition ? condition.link : null;
  }
}

/** Whether what the kernel was asked about is among the rows that could be read. */
function hasRow(condition: Condition, snapshot: HostSnapshot): boolean {
  const hasLink = (name: string | null | undefined) => snapshot.links.some((link) => link.name === name);
  switch (condition.is) {
    case 'port-master':
    case 'link-present':
    case 'link-state':
    case 'link-mtu':
      return hasLink(condition.link);
    case 'bridge-options':
      return hasLink(condition.bridge);
    case 'vnic-on-bridge':
      return hasLink(vnicIn(snapshot, condition.domain, 'live', condition.vnic)?.targetDev);
    case 'address':
    case 'route':
      return holds({ ...condition, present: true }, snapshot);
    default:
      return true;
  }
}

/** A row for each kind, or it does not compile. */
const sources: { readonly [Kind in Condition['is']]: SourceName } = {
  'port-master': 'ip-link',
  'vnic-on-bridge': 'ip-link',
  'vnic-source': 'virsh',
  'vnic-count': 'virsh',
  'vnic-link': 'virsh',
  'vnic-model': 'virsh',
  'link-present': 'ip-link',
  'link-state': 'ip-link',
  'link-mac': 'ip-link',
  'link-mtu': 'ip-link',
  'port-settings': 'ip-link',
  'port-vlan': 'bridge-vlan',
  'bridge-options': 'ip-link',
  address: 'ip-addr',
  route: 'ip-route',
  'link-dns': 'link-dns',
  'link-domains': 'link-dns',
  'network-defined': 'virsh',
  'network-active': 'virsh',
  'network-autostart': 'virsh',
};

type VnicCondition = Extract<
  Condition,
  { is: 'vnic-on-bridge' | 'vnic-source' | 'vnic-link' | 'vnic-model' }
>;

function vnicMismatch(
  condition: VnicCondition,
  side: Side,
  vnic: DomainInterface,
  snapshot: HostSnapshot,
): string {
  switch (condition.is) {
    case 'vnic-on-bridge': {
      const device = deviceName(vnic);
      return device === null ? 'The vNIC has no TAP.' : masterMismatch(device, condition.bridge, snapshot);
    }
    case 'vnic-source':
      return isPlugged(vnic, condition.target) || isHandedOut(vnic, condition.target, snapshot)
        ? ''
        : `${sideWords(side)} has the vNIC on ${plugWords(plugOf(vnic))}.`;
    case 'vnic-link':
      return vnic.linkState === condition.state
        ? ''
        : `${sideWords(side)} has the vNIC’s link ${vnic.linkState}.`;
    case 'vnic-model':
      return vnic.model === condition.model
        ? ''
        : `${sideWords(side)} has the vNIC as ${vnic.model ?? 'one of no model'}.`;
  }
}

function masterMismatch(name: string, master: string | null, snapshot: HostSnapshot): string {
  const link = snapshot.links.find((each) => each.name === name);
  if (link === undefined) return `There is no ${name}.`;
  if (link.master === master) return '';
  return link.master === null ? `${name} is not connected to any bridge.` : `${name} is on ${link.master}.`;
}

function countWords(count: number): string {
  return count === 0 ? 'no vNIC' : count === 1 ? 'a vNIC' : `${count} vNICs`;
}

const sideNames: { readonly [S in Side]: string } = {
  live: 'The running VM',
  config: 'The VM’s definition',
  saved: 'The VM’s saved image',
};

function sideWords(side: Side): string {
  return sideNames[side];
}
