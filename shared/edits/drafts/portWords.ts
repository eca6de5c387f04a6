import type { DomainInterface } from '#shared/host/domain.ts';
import type { Link } from '#shared/host/link.ts';
import { settingsApart, settingsWords } from '#shared/host/portSettings.ts';
import { filtersVlans, vlansOf, vlanWords } from '#shared/host/portVlan.ts';
import { findLink, type HostSnapshot } from '#shared/host/snapshot.ts';
import { isAsNew, portKeptOf } from '../../ops/link/portKept.ts';
import type { PortKept } from '../../ops/op.ts';
import { definedPort } from '../../ops/vnic/definedPort.ts';

/** What a link is to be as a port of another bridge, and what to say of it. */
export interface PortPlan {
  readonly port?: PortKept;
  readonly effects: readonly string[];
  readonly warnings: readonly string[];
}

export const noPort: PortPlan = { effects: [], warnings: [] };

/**
 * What is set on a port goes with it to the next bridge, together with what libvirt has on record of its vNIC; its
 * VLANs where that bridge filters them as well.
 * @param live the vNIC that the link is the TAP of; null: none
 */
export function planPort(
  snapshot: HostSnapshot,
  link: Link,
  live: DomainInterface | null,
  to: string,
): PortPlan {
  const own = portKeptOf(link, snapshot);
  const recorded = live === null ? null : definedPort(live);
  const { backup_port: backup, ...settings } = { ...own?.settings, ...recorded?.settings };
  const vlans = own?.vlans ?? (own === null ? recorded?.vlans : undefined);
  const holds = vlans !== undefined && filtersVlans(snapshot, to);
  const port: PortKept = { settings, ...(holds ? { vlans } : {}) };
  const warnings = [
    ...(backup === undefined
      ? []
      : [`${link.name} has the backup port ${backup}, which is not on ${to}, so it has none there.`]),
    ...vlanWarnings(snapshot, link, vlans, to),
  ];
  return isAsNew(port) ? { effects: [], warnings } : { port, effects: [keptWords(link, to, port)], warnings };
}

function keptWords({ name, master, bridgePort }: Link, to: string, port: PortKept): string {
  const kept = portWords(port);
  if (bridgePort === null) return `The port of ${name} is set to ${kept}, as libvirt has it on record.`;
  return master === to
    ? `${name} leaves ${to} for a moment and loses its port settings, which are then set again: ${kept}.`
    : `${name} keeps its port settings: ${kept}. They are set again on ${to}, because a port loses them when it leaves its bridge.`;
}

/** What a port of its own VLANs meets on a bridge that has none, or of VLANs that nobody could read. */
function vlanWarnings(snapshot: HostSnapshot, link: Link, vlans: PortKept['vlans'], to: string): string[] {
  const unread = unreadVlans(snapshot, link);
  if (unread !== null)
    return [`${unread} If it has VLANs of its own, they are lost, and an undo doesn’t restore them.`];
  if (link.bridgePort?.settings.vlan_tunnel === 'on') {
    return [`The VLAN tunnel IDs of ${link.name} are lost: Patchbay doesn’t read them.`];
  }
  return vlans === undefined || filtersVlans(snapshot, to)
    ? []
    : [
        `${to} doesn’t filter VLANs, so ${link.name} is not in ${vlanWords(vlans)} there: its frames reach every port of ${to}, and untagged frames are in the network of ${to}.`,
      ];
}

/** Why the VLANs of a port are not known although its bridge filters them, one sentence; null: they are, or it does not. */
function unreadVlans(snapshot: HostSnapshot, link: Link): string | null {
  if (!filtersVlans(snapshot, link.master) || vlansOf(link, snapshot) !== null) return null;
  const message = snapshot.sources.find(({ name }) => name === 'bridge-vlan')?.message ?? '';
  return `The VLANs of ${link.name} on ${link.master} couldn’t be read. ${message}`.trimEnd();
}

/**
 * What goes with a port when it leaves its bridge; empty where it is as every new port.
 * @param comesBack whether an undo sets it again
 */
export function portLosses(snapshot: HostSnapshot, link: Link, comesBack = true): string[] {
  const own = portKeptOf(link, snapshot);
  const unread = unreadVlans(snapshot, link);
  return [
    ...(own === null || isAsNew(own)
      ? []
      : [
          `${link.name} loses its port settings when it leaves its bridge: ${portWords(own)}. An undo ${comesBack ? 'restores them' : 'doesn’t restore them'}.`,
        ]),
    ...(unread === null ? [] : [`${unread} If it has VLANs of its own, an undo doesn’t restore them.`]),
  ];
}

/** What was set by hand on the port of a vNIC that is detached: libvirt attaches it with what it has on record only. */
export function detachLosses(snapshot: HostSnapshot, live: DomainInterface): string[] {
  const tap = findLink(snapshot, live.targetDev);
  const own = tap === null ? null : portKeptOf(tap, snapshot);
  if (tap === null || own === null) return [];
  const recorded = definedPort(live);
  const isRecorded = JSON.stringify(own.vlans) === JSON.stringify(recorded.vlans);
  const lost: PortKept = {
    settings: settingsApart(own.settings, recorded.settings),
    ...(own.vlans === undefined || isRecorded ? {} : { vlans: own.vlans }),
  };
  return isAsNew(lost)
    ? []
    : [
        `${tap.name} is deleted with the vNIC, along with its port settings: ${portWords(lost)}. libvirt doesn’t have them on record, so an undo doesn’t restore them.`,
      ];
}

/** `learning off, isolated on, VLANs 10 (PVID, untagged), 20` */
function portWords({ settings, vlans }: PortKept): string {
  return [settingsWords(settings), vlans === undefined ? '' : vlanWords(vlans)].filter(Boolean).join(', ');
}
