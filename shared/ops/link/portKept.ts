import type { Link } from '#shared/host/link.ts';
import { type PortSettings, settingsToSet, usualCosts } from '#shared/host/portSettings.ts';
import { newPortVlans, vlanChanges, vlansOf } from '#shared/host/portVlan.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import type { VlanRange } from '../../host/vlanRange.ts';
import type { Condition } from '../condition.ts';
import type { Op, PortKept } from '../op.ts';
import { portSettings } from './portSettings.ts';
import { portVlan } from './portVlan.ts';

/** What a port has of its own, that it loses when it leaves its bridge; null: it is no port of a bridge. */
export function portKeptOf(link: Link, snapshot: HostSnapshot): PortKept | null {
  if (link.bridgePort === null) return null;
  const { cost, ...others } = link.bridgePort.settings;
  const isSet = cost !== undefined && !costsOf(link, snapshot).includes(cost);
  const settings = isSet ? { ...others, cost } : others;
  const vlans = vlansOf(link, snapshot);
  return vlans === null || isOfNewPort(vlans, link, snapshot) ? { settings } : { settings, vlans };
}

/** Whether it is as every new port is. */
export function isAsNew({ settings, vlans }: PortKept): boolean {
  return vlans === undefined && Object.keys(settings).length === 0;
}

type PortOp = Extract<Op, { op: 'port-settings' | 'port-vlan' }>;

/** The ops that make a port as it is to be. @param snapshot the host with the link plugged in */
export function portOps(link: string, port: PortKept, snapshot: HostSnapshot): readonly PortOp[] {
  const present = snapshot.links.find(({ name }) => name === link);
  if (present === undefined || present.bridgePort === null) return [];
  const settings = settingsToSet(fittedTo(present, port.settings, snapshot), present.bridgePort.settings);
  return [
    ...(Object.keys(settings).length === 0 ? [] : [{ op: 'port-settings', link, settings } as const]),
    ...vlanOps(present, port.vlans, snapshot),
  ];
}

/** The ops that put a port, or a bridge itself, into these VLANs and no others. @param vlans undefined: as they are */
export function vlanOps(
  link: Link,
  vlans: readonly VlanRange[] | undefined,
  snapshot: HostSnapshot,
): readonly (PortOp & { op: 'port-vlan' })[] {
  const shown = vlansOf(link, snapshot);
  if (vlans === undefined || shown === null) return [];
  return vlanChanges(shown, vlans).map((change) => ({ op: 'port-vlan', link: link.name, ...change }));
}

/** The host with the port as it is to be. @param snapshot as above */
export function withPort(link: string, port: PortKept, snapshot: HostSnapshot): HostSnapshot {
  return portOps(link, port, snapshot).reduce(
    (facts, op) => (op.op === 'port-vlan' ? portVlan.after(op, facts) : portSettings.after(op, facts)),
    snapshot,
  );
}

/** What a read shows then. @param snapshot as above */
export function portExpects(link: string, port: PortKept, snapshot: HostSnapshot): readonly Condition[] {
  return portOps(link, port, snapshot).flatMap((op) =>
    op.op === 'port-vlan' ? portVlan.expects(op, snapshot) : portSettings.expects(op, snapshot),
  );
}

/** The VLANs that a link has as soon as it is a port of a bridge; null: they are of no account there, or not known. */
export function vlansOnJoin(bridge: string, { links, portVlans }: HostSnapshot): readonly VlanRange[] | null {
  const facts = links.find(({ name }) => name === bridge)?.bridge;
  return portVlans === undefined || facts?.vlanFiltering !== true
    ? null
    : newPortVlans(facts.defaultPvid ?? 1);
}

/** A bridge that is made again has the kernel's own default VLAN: another one counts as set. */
function isOfNewPort(vlans: readonly VlanRange[], { master }: Link, snapshot: HostSnapshot): boolean {
  const pvid = snapshot.links.find(({ name }) => name === master)?.bridge?.defaultPvid ?? 1;
  return pvid === 1 && vlanChanges(vlans, newPortVlans(1)).length === 0;
}

/** The kernel takes a port of the same bridge only for a backup. */
function fittedTo(
  { master }: Link,
  { backup_port: backup, ...settings }: PortSettings,
  { links }: HostSnapshot,
): PortSettings {
  const isThere = links.some((each) => each.name === backup && each.master === master);
  return backup !== undefined && isThere ? { ...settings, backup_port: backup } : settings;
}

function costsOf({ infoKind, name }: Link, { linkSpeeds }: HostSnapshot): readonly string[] {
  const speed = Object.hasOwn(linkSpeeds, name) ? linkSpeeds[name] : undefined;
  return usualCosts(infoKind, speed);
}
