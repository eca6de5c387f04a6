import type { DomainInterface } from '#shared/host/domain.ts';
import type { Link } from '#shared/host/link.ts';
import { settingsApart, settingsWords } from '#shared/host/portSettings.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { definedPort } from '../definedPort.ts';
import type { PortKept } from '../op.ts';
import { isAsNew, portKeptOf } from '../ops/portKept.ts';

/** What a link is to be as a port of another bridge, and what to say of it. */
export interface PortPlan {
  readonly port?: PortKept;
  readonly effects: readonly string[];
  readonly warnings: readonly string[];
}

export const noPort: PortPlan = { effects: [], warnings: [] };

/**
 * What is set on a port goes with it to the next bridge, together with what libvirt has on record of its vNIC.
 * @param live the vNIC that the link is the TAP of; null: none
 * @param to null: it leaves its bridge and is on none
 */
export function planPort(
  snapshot: HostSnapshot,
  link: Link,
  live: DomainInterface | null,
  to: string | null,
): PortPlan {
  const own = portKeptOf(link, snapshot);
  if (to === null) return { effects: [], warnings: portLosses(snapshot, link) };
  const recorded = live === null ? null : definedPort(live);
  const port = { settings: { ...own?.settings, ...recorded?.settings } };
  if (isAsNew(port)) return noPort;
  const { backup_port: backup, ...settings } = port.settings;
  const kept = settingsWords(settings);
  return {
    port,
    effects: kept === '' ? [] : [keptWords(link, to, kept)],
    warnings:
      backup === undefined
        ? []
        : [`${link.name} has the backup port ${backup}, which is not on ${to}, and goes without one there.`],
  };
}

function keptWords({ name, master, bridgePort }: Link, to: string, kept: string): string {
  return bridgePort === null
    ? `The port of ${name} is set to ${kept}, as libvirt has it on record.`
    : master === to
      ? `${name} leaves ${to} for a moment and loses its port settings. They are set again right after: ${kept}.`
      : `${name} keeps its port settings: ${kept}. A port loses them with its bridge, so they are set again on ${to} right after.`;
}

/**
 * What goes with a port when it leaves its bridge; empty where it is as every new port.
 * @param comesBack whether an undo sets it again
 */
export function portLosses(snapshot: HostSnapshot, link: Link, comesBack = true): string[] {
  const own = portKeptOf(link, snapshot);
  if (own === null || isAsNew(own)) return [];
  const lost = `${link.name} loses its port settings with its bridge: ${settingsWords(own.settings)}.`;
  return [`${lost} An undo ${comesBack ? 'sets them again' : 'does not bring them back'}.`];
}

/** What was set by hand on the port of a vNIC that is detached: libvirt attaches it with what it has on record only. */
export function detachLosses(snapshot: HostSnapshot, live: DomainInterface): string[] {
  const tap = snapshot.links.find(({ name }) => name === live.targetDev);
  const own = tap === undefined ? null : portKeptOf(tap, snapshot);
  if (tap === undefined || own === null) return [];
  const lost = settingsWords(settingsApart(own.settings, definedPort(live).settings));
  return lost === ''
    ? []
    : [
        `${tap.name} goes with the vNIC, and its port settings with it: ${lost}. libvirt has no record of them, so an undo does not bring them back.`,
      ];
}
