import type { DomainInterface } from '#shared/host/domain.ts';
import { deviceName } from '#shared/host/interfaceTypes.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import type { SourceName } from '#shared/host/source.ts';
import { type LinkCondition, linkMismatch } from './linkConditions.ts';
import { type NetworkCondition, networkMismatch } from './networkConditions.ts';
import type { PlugTarget, Scope, VnicKey } from './op.ts';
import { isHandedOut, isPlugged, plugOf, plugWords } from './plug.ts';
import { countMac, findDomain, interfacesOf, vnicIn } from './vnicKey.ts';

/** Something that a read of the host shows or does not show. */
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
      readonly scope: Scope;
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
      const count = countMac(interfacesOf(domain, condition.scope), condition.mac);
      return count === condition.count
        ? ''
        : `${sideWords(condition.scope)} has ${countWords(count)} with the MAC ${condition.mac}${condition.count === 0 ? ' still' : `, not ${condition.count}`}.`;
    }
    default: {
      if (findDomain(snapshot, condition.domain) === null) return vmGone;
      const scope = condition.is === 'vnic-on-bridge' ? 'live' : condition.scope;
      const vnic = vnicIn(snapshot, condition.domain, scope, condition.vnic);
      if (vnic === null) return `${sideWords(scope)} has no vNIC with the MAC ${condition.vnic.mac}.`;
      return vnicMismatch(condition, vnic, snapshot);
    }
  }
}

const vmGone = 'The VM is no longer on this host: it was removed, or has migrated away.';

/** The source of the facts that a condition rests on. */
export function sourceOf(condition: Condition): SourceName {
  return sources[condition.is];
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

function vnicMismatch(condition: VnicCondition, vnic: DomainInterface, snapshot: HostSnapshot): string {
  switch (condition.is) {
    case 'vnic-on-bridge': {
      const device = deviceName(vnic);
      return device === null ? 'The vNIC has no TAP.' : masterMismatch(device, condition.bridge, snapshot);
    }
    case 'vnic-source':
      return isPlugged(vnic, condition.target) || isHandedOut(vnic, condition.target, snapshot)
        ? ''
        : `${sideWords(condition.scope)} has the vNIC on ${plugWords(plugOf(vnic))}.`;
    case 'vnic-link':
      return vnic.linkState === condition.state
        ? ''
        : `${sideWords(condition.scope)} has the vNIC's link ${vnic.linkState}.`;
    case 'vnic-model':
      return vnic.model === condition.model
        ? ''
        : `${sideWords(condition.scope)} has the vNIC as ${vnic.model ?? 'one of no model'}.`;
  }
}

function masterMismatch(name: string, master: string | null, snapshot: HostSnapshot): string {
  const link = snapshot.links.find((each) => each.name === name);
  if (link === undefined) return `There is no ${name}.`;
  if (link.master === master) return '';
  return link.master === null ? `${name} is on no bridge.` : `${name} is on ${link.master}.`;
}

function countWords(count: number): string {
  return count === 0 ? 'no vNIC' : count === 1 ? 'a vNIC' : `${count} vNICs`;
}

function sideWords(scope: Scope): string {
  return scope === 'live' ? 'The running VM' : "The VM's definition";
}
