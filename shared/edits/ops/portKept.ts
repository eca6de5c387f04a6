import type { Link } from '#shared/host/link.ts';
import { type PortSettings, settingsToSet, usualCosts } from '#shared/host/portSettings.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import type { Condition } from '../condition.ts';
import type { Op, PortKept } from '../op.ts';
import { portSettings } from './portSettings.ts';

/** What a port has of its own, that it loses when it leaves its bridge; null: it is no port of a bridge. */
export function portKeptOf(link: Link, snapshot: HostSnapshot): PortKept | null {
  if (link.bridgePort === null) return null;
  const { cost, ...settings } = link.bridgePort.settings;
  const isSet = cost !== undefined && !costsOf(link, snapshot).includes(cost);
  return { settings: isSet ? { ...settings, cost } : settings };
}

/** Whether it is as every new port is. */
export function isAsNew({ settings }: PortKept): boolean {
  return Object.keys(settings).length === 0;
}

type PortOp = Extract<Op, { op: 'port-settings' }>;

/** The ops that make a port as it is to be. @param snapshot the host with the link plugged in */
export function portOps(link: string, port: PortKept, snapshot: HostSnapshot): readonly PortOp[] {
  const present = snapshot.links.find(({ name }) => name === link);
  if (present === undefined || present.bridgePort === null) return [];
  const wanted = fittedTo(present, port.settings, snapshot);
  const settings = settingsToSet(wanted, present.bridgePort.settings);
  return Object.keys(settings).length === 0 ? [] : [{ op: 'port-settings', link, settings }];
}

/** The host with the port as it is to be. @param snapshot as above */
export function withPort(link: string, port: PortKept, snapshot: HostSnapshot): HostSnapshot {
  return portOps(link, port, snapshot).reduce((facts, op) => portSettings.after(op, facts), snapshot);
}

/** What a read shows then. @param snapshot as above */
export function portExpects(link: string, port: PortKept, snapshot: HostSnapshot): readonly Condition[] {
  return portOps(link, port, snapshot).flatMap((op) => portSettings.expects(op, snapshot));
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
