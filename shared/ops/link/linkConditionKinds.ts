import { z } from 'zod';
import { bondSettingsApart, bondSettingsWords, shownBondSettings } from '#shared/host/bondSettings.ts';
import type { Link } from '#shared/host/link.ts';
import { type PortSettings, settingsApart, settingsWords, shownSettings } from '#shared/host/portSettings.ts';
import { flagsOf, vlansOf, vlanWords } from '#shared/host/portVlan.ts';
import { findLink, type HostSnapshot } from '#shared/host/snapshot.ts';
import type { BridgeOptions } from '../../host/bridgeOptions.ts';
import type { ConditionKind } from '../conditionKind.ts';
import {
  bondSettingsField,
  bridgeOptionsField,
  linkStateField,
  portSettingsField,
  portVlanField,
  routeField,
  text,
} from '../fields.ts';
import { dnsOf, isSameRoute, type LinkCondition, routeWords } from './linkConditions.ts';

type Kinds = { readonly [Kind in LinkCondition['is']]: ConditionKind<Extract<LinkCondition, { is: Kind }>> };

const ofLink = {
  source: 'ip-link',
  parts: () => [],
  entry: ({ link }: { readonly link: string }, snapshot: HostSnapshot) => linkEntry(link, snapshot),
  uses: () => [],
} as const;

const ofBond = {
  ...ofLink,
  entry: ({ bond }: { readonly bond: string }, snapshot: HostSnapshot) => linkEntry(bond, snapshot),
} as const;

const ofResolved = { source: 'link-dns', parts: () => [], entry: () => null, uses: () => [] } as const;

/** A row for each kind, or it does not compile. */
export const linkConditionKinds: Kinds = {
  'port-master': {
    schema: z.strictObject({ is: z.literal('port-master'), link: text, master: text.nullable() }),
    ...ofLink,
    mismatch: ({ link, master }, snapshot) => masterMismatch(link, master, snapshot),
    uses: ({ link, master }) => (master === null ? [] : [link, master]),
  },
  'link-present': {
    schema: z.strictObject({ is: z.literal('link-present'), link: text, present: z.boolean() }),
    ...ofLink,
    mismatch({ link, present }, snapshot) {
      const isThere = findLink(snapshot, link) !== null;
      if (isThere === present) return '';
      return isThere ? `${link} is still there.` : `There is no ${link}.`;
    },
  },
  'link-state': {
    schema: z.strictObject({ is: z.literal('link-state'), link: text, state: linkStateField }),
    ...ofLink,
    mismatch: ({ link, state }, snapshot) =>
      look(snapshot, link, ({ name, up }) =>
        up === (state === 'up') ? '' : `${name} is ${up ? 'up' : 'down'}.`,
      ),
  },
  'link-mac': {
    schema: z.strictObject({ is: z.literal('link-mac'), link: text, mac: text }),
    ...ofLink,
    mismatch: ({ link, mac: wanted }, snapshot) =>
      look(snapshot, link, ({ name, mac }) =>
        mac === wanted ? '' : `${name} has ${mac === null ? 'no MAC' : `the MAC ${mac}`}.`,
      ),
  },
  'link-mtu': {
    schema: z.strictObject({ is: z.literal('link-mtu'), link: text, mtu: z.number() }),
    ...ofLink,
    mismatch: ({ link, mtu: wanted }, snapshot) =>
      look(snapshot, link, ({ name, mtu }) => (mtu === wanted ? '' : `${name} has an MTU of ${mtu} bytes.`)),
  },
  'port-settings': {
    schema: z.strictObject({ is: z.literal('port-settings'), link: text, settings: portSettingsField }),
    ...ofLink,
    mismatch: ({ link, settings }, snapshot) =>
      look(snapshot, link, (found) => settingsMismatch(found, settings)),
  },
  'port-vlan': {
    schema: z.strictObject({ is: z.literal('port-vlan'), ...portVlanField }),
    source: 'bridge-vlan',
    mismatch: (condition, snapshot) =>
      look(snapshot, condition.link, (found) => vlanMismatch(found, condition, snapshot)),
    parts: () => [],
    entry({ link: name }, snapshot) {
      const link = findLink(snapshot, name);
      return { name, isListed: link !== null && vlansOf(link, snapshot) !== null };
    },
    uses: () => [],
  },
  'bridge-options': {
    schema: z.strictObject({ is: z.literal('bridge-options'), bridge: text, ...bridgeOptionsField }),
    ...ofLink,
    mismatch: (condition, snapshot) =>
      look(snapshot, condition.bridge, (link) => optionsMismatch(link, condition)),
    entry: ({ bridge }, snapshot) => linkEntry(bridge, snapshot),
  },
  vlan: {
    schema: z.strictObject({
      is: z.literal('vlan'),
      link: text,
      lower: text,
      id: z.number(),
      protocol: text,
    }),
    ...ofLink,
    mismatch: (condition, snapshot) =>
      look(snapshot, condition.link, (link) => vlanDeviceMismatch(link, condition)),
    uses: ({ link, lower }) => [link, lower],
  },
  'bond-options': {
    schema: z.strictObject({
      is: z.literal('bond-options'),
      bond: text,
      mode: text.nullable(),
      settings: bondSettingsField,
    }),
    ...ofBond,
    mismatch: (condition, snapshot) =>
      look(snapshot, condition.bond, (link) => bondMismatch(link, condition)),
  },
  'bond-active': {
    schema: z.strictObject({ is: z.literal('bond-active'), bond: text, member: text }),
    ...ofBond,
    mismatch: ({ bond, member }, snapshot) =>
      look(snapshot, bond, (link) =>
        link.bond?.active === member ? '' : `The active member of ${bond} is ${link.bond?.active ?? 'none'}.`,
      ),
  },
  address: {
    schema: z.strictObject({ is: z.literal('address'), link: text, address: text, present: z.boolean() }),
    source: 'ip-addr',
    mismatch(condition, snapshot) {
      const { link, address, present } = condition;
      const isThere = hasAddress(condition, snapshot);
      if (isThere === present) return '';
      return isThere
        ? `${link} still has the address ${address}.`
        : `${link} doesn’t have the address ${address}.`;
    },
    parts: () => [],
    entry: (condition, snapshot) => ({ name: condition.link, isListed: hasAddress(condition, snapshot) }),
    uses: ({ link, present }) => (present ? [link] : []),
  },
  route: {
    schema: z.strictObject({ is: z.literal('route'), route: routeField, present: z.boolean() }),
    source: 'ip-route',
    mismatch(condition, snapshot) {
      const { route, present } = condition;
      const isThere = hasRoute(condition, snapshot);
      if (isThere === present) return '';
      return isThere
        ? `The route ${routeWords(route)} is still there.`
        : `There is no route ${routeWords(route)}.`;
    },
    parts: ({ route }) => (route.family === 'inet6' ? [{ of: 'routes', family: 'inet6' }] : []),
    entry: (condition, snapshot) => ({
      name: condition.route.destination,
      isListed: hasRoute(condition, snapshot),
    }),
    uses: ({ route: { link }, present }) => (present && link !== null ? [link] : []),
  },
  'link-dns': {
    schema: z.strictObject({ is: z.literal('link-dns'), link: text, servers: z.array(text) }),
    ...ofResolved,
    mismatch({ link, servers: wanted }, snapshot) {
      const { servers } = dnsOf(snapshot, link);
      if (sameSet(servers, wanted)) return '';
      return `systemd-resolved asks ${servers.length === 0 ? 'no DNS server' : servers.join(', ')} through ${link}.`;
    },
  },
  'link-domains': {
    schema: z.strictObject({ is: z.literal('link-domains'), link: text, domains: z.array(text) }),
    ...ofResolved,
    mismatch({ link, domains: wanted }, snapshot) {
      const { domains } = dnsOf(snapshot, link);
      if (sameSet(domains, wanted)) return '';
      return `systemd-resolved has ${domains.length === 0 ? 'no domains' : `the domains ${domains.join(', ')}`} for ${link}.`;
    },
  },
};

/** What the kernel shows instead of this master; empty where it is so. */
export function masterMismatch(name: string, master: string | null, snapshot: HostSnapshot): string {
  const link = findLink(snapshot, name);
  if (link === null) return `There is no ${name}.`;
  if (link.master === master) return '';
  return link.master === null ? `${name} is not connected to any bridge.` : `${name} is on ${link.master}.`;
}

function linkEntry(name: string, snapshot: HostSnapshot) {
  return { name, isListed: findLink(snapshot, name) !== null };
}

function hasAddress(
  { link, address }: LinkCondition & { is: 'address' },
  { addresses }: HostSnapshot,
): boolean {
  return addresses.some((each) => each.link === link && `${each.address}/${each.prefixLength}` === address);
}

function hasRoute({ route }: LinkCondition & { is: 'route' }, { routes }: HostSnapshot): boolean {
  return routes.some((each) => isSameRoute(each, route));
}

function optionsMismatch({ name, bridge }: Link, wanted: BridgeOptions): string {
  if (bridge === null) return `${name} is not a bridge.`;
  const differs = [
    bridge.stp === wanted.stp ? null : `STP ${bridge.stp ? 'on' : 'off'}`,
    bridge.forwardDelay === wanted.forwardDelay ? null : `a forward delay of ${bridge.forwardDelay} s`,
    bridge.vlanFiltering === wanted.vlanFiltering
      ? null
      : `VLAN filtering ${bridge.vlanFiltering ? 'on' : 'off'}`,
  ].filter((words) => words !== null);
  return differs.length === 0 ? '' : `${name} has ${differs.join(' and ')}.`;
}

function vlanDeviceMismatch({ name, vlan, lower }: Link, wanted: LinkCondition & { is: 'vlan' }): string {
  if (vlan === null) return `${name} is not a VLAN.`;
  if (vlan.id !== wanted.id || vlan.protocol !== wanted.protocol)
    return `${name} is VLAN ${vlan.id} (${vlan.protocol}).`;
  return lower?.name === wanted.lower ? '' : `${name} sits on ${lower?.name ?? 'another link'}.`;
}

function bondMismatch(
  { name, bondMode, bond }: Link,
  { mode, settings }: LinkCondition & { is: 'bond-options' },
): string {
  if (bondMode === null) return `${name} is not a bond.`;
  if (mode !== null && bondMode !== mode) return `${name} has the mode ${bondMode}.`;
  const shown = shownBondSettings(bond?.settings ?? {}, settings);
  const differs = bondSettingsWords(bondSettingsApart(shown, settings));
  return differs === '' ? '' : `${name} has ${differs}.`;
}

function settingsMismatch({ name, bridgePort }: Link, wanted: PortSettings): string {
  if (bridgePort === null) return `${name} is not connected to any bridge.`;
  const shown = shownSettings(bridgePort.settings, wanted);
  const differs = settingsWords(settingsApart(shown, wanted));
  return differs === '' ? '' : `${name} has ${differs}.`;
}

function vlanMismatch(
  link: Link,
  { vlans, present }: LinkCondition & { is: 'port-vlan' },
  snapshot: HostSnapshot,
): string {
  const shown = vlansOf(link, snapshot);
  if (shown === null) return `The VLANs of ${link.name} aren’t known.`;
  const flags = flagsOf(shown, vlans);
  const isSo = present ? flags?.pvid === vlans.pvid && flags.untagged === vlans.untagged : flags === null;
  return isSo ? '' : `${link.name} is in ${vlanWords(shown)}.`;
}

function look(snapshot: HostSnapshot, name: string, judge: (link: Link) => string): string {
  const link = findLink(snapshot, name);
  return link === null ? `There is no ${name}.` : judge(link);
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((each) => b.includes(each));
}
