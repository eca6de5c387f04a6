import type { DemoLink, Device, Homelab } from '../model.ts';
import { withConnected } from './addresses.ts';
import { withPortsFollowed } from './bridgeFollows.ts';
import { answers, type Changed, changeLink, findLink } from './links.ts';

type Bridge = Extract<Device, { kind: 'bridge' }>;

/** What STP allows, hundredths of a second (BR_MIN_FORWARD_DELAY, BR_MAX_FORWARD_DELAY). */
const LEAST_DELAY = 200;
const MOST_DELAY = 3000;

/** A link that goes down loses its routes, and its IPv6 addresses; one that comes up gets the connected ones back. */
export function setUp(lab: Homelab, name: string, up: boolean): Homelab {
  const link = findLink(lab, name);
  if (link === undefined || link.up === up) return lab;
  const addresses = up ? link.addresses : link.addresses.filter(({ family }) => family === 'inet');
  const changed = changeLink(lab, name, (present) => ({ ...present, up, addresses }));
  if (up) return withConnected(changed, name);
  return { ...changed, routes: changed.routes.filter((route) => route.link !== name) };
}

/** Bytes. A bridge whose MTU was set keeps it whatever its ports do; else it follows them. */
export function setMtu(lab: Homelab, name: string, mtu: number): Changed {
  const link = findLink(lab, name);
  if (link === undefined) return { lab, error: null };
  const error = mtuRefusal(link.device, mtu);
  if (error !== null) return { lab, error };
  const changed = changeLink(lab, name, (present) => ({
    ...present,
    mtu,
    device: present.device.kind === 'bridge' ? { ...present.device, mtuIsSet: true } : present.device,
  }));
  return { lab: withPortsFollowed(changed, link.master), error: null };
}

/** What the kernel answers to an MTU that such a device can't have; null when it can. */
export function mtuRefusal(device: Device, mtu: number): string | null {
  const { least, most } = mtuRange(device);
  if (mtu < least) return 'Error: mtu less than device minimum.';
  return mtu > most ? 'Error: mtu greater than device maximum.' : null;
}

/** Bytes: `min_mtu` and `max_mtu` of `ip -d link`. */
export function mtuRange({ kind }: Device): { least: number; most: number } {
  if (kind === 'loopback') return { least: 0, most: 2 ** 31 - 1 };
  if (kind === 'pnic') return { least: 68, most: 9216 };
  return { least: 68, most: kind === 'tap' ? 65521 : 65535 };
}

export function setMac(lab: Homelab, name: string, mac: string): Homelab {
  const changed = changeLink(lab, name, (present) => ({
    ...present,
    mac,
    device: present.device.kind === 'bridge' ? { ...present.device, macIsSet: true } : present.device,
  }));
  return withPortsFollowed(changed, findLink(lab, name)?.master ?? null);
}

/** What the kernel answers to such a MAC; null when it takes it. */
export function macRefusal(mac: string): string | null {
  const bytes = mac.split(':').map((byte) => Number.parseInt(byte, 16));
  if (bytes.length !== 6) return answers('Invalid argument');
  const isUnicast = ((bytes[0] ?? 0) & 1) === 0 && bytes.some((byte) => byte !== 0);
  return isUnicast ? null : answers('Cannot assign requested address');
}

/** Options of a bridge, as far as they are named; `forwardDelay` in hundredths of a second. */
export interface WantedBridge {
  readonly stp?: boolean;
  readonly forwardDelay?: number;
  readonly vlanFiltering?: boolean;
}

/**
 * A bridge's options. The delay is judged by whether STP is on now, before STP itself is changed (br_changelink); and
 * STP that is switched on brings a delay that it doesn't allow into its range (br_stp_start).
 */
export function setBridge(lab: Homelab, { name, device }: DemoLink, wanted: WantedBridge): Changed {
  if (device.kind !== 'bridge') return { lab, error: answers('Operation not supported') };
  const { forwardDelay } = wanted;
  if (forwardDelay !== undefined && device.stp && forwardDelay !== clamped(forwardDelay))
    return { lab, error: answers('Numerical result out of range') };
  const next = withOptions(device, wanted);
  return { lab: changeLink(lab, name, (present) => ({ ...present, device: next })), error: null };
}

export function withOptions(device: Bridge, wanted: WantedBridge): Bridge {
  const stp = wanted.stp ?? device.stp;
  const delay = wanted.forwardDelay ?? device.forwardDelay;
  return {
    ...device,
    stp,
    forwardDelay: stp && !device.stp ? clamped(delay) : delay,
    vlanFiltering: wanted.vlanFiltering ?? device.vlanFiltering,
  };
}

function clamped(delay: number): number {
  return Math.min(MOST_DELAY, Math.max(LEAST_DELAY, delay));
}
