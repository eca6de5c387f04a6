import { withFlow } from './meter.ts';
import type { DemoLink, Homelab } from './model.ts';

/** A change of a link as the kernel makes it: `error` is its answer when it refuses, in iproute2's words. */
export interface Enslaved {
  readonly lab: Homelab;
  readonly error: string | null;
}

/**
 * Puts a link on a bridge, or on none. As in the kernel, the link leaves its old master before the new one is asked,
 * so that a refusal leaves it on no bridge (rtnetlink.c, do_set_master).
 */
export function setMaster(lab: Homelab, name: string, master: string | null, elapsed: number): Enslaved {
  const link = lab.links.find((other) => other.name === name);
  if (link === undefined || link.master === master) return { lab, error: null };
  const freed = withMaster(lab, link, null, elapsed);
  const target = lab.links.find((other) => other.name === master);
  if (target === undefined) return { lab: freed, error: null };
  const error = refusal(freed, link, target);
  return { lab: error === null ? withMaster(freed, link, target.name, elapsed) : freed, error };
}

export function setUp(lab: Homelab, name: string, up: boolean): Homelab {
  return changeLink(lab, name, (link) => ({ ...link, up }));
}

export function hasLink(lab: Homelab, name: string): boolean {
  return lab.links.some((link) => link.name === name);
}

export function addLink(lab: Homelab, link: Omit<DemoLink, 'ifindex'>): Homelab {
  const { next } = lab;
  return {
    ...lab,
    links: [...lab.links, { ...link, ifindex: next.ifindex }],
    next: { ...next, ifindex: next.ifindex + 1 },
  };
}

export function removeLink(lab: Homelab, name: string): Homelab {
  return { ...lab, links: lab.links.filter((link) => link.name !== name) };
}

export function changeLink(lab: Homelab, name: string, change: (link: DemoLink) => DemoLink): Homelab {
  return { ...lab, links: lab.links.map((link) => (link.name === name ? change(link) : link)) };
}

/** What the kernel answers when `link` may not become a port of `master`; null when it may. */
function refusal(lab: Homelab, link: DemoLink, master: DemoLink): string | null {
  if (master.device.kind === 'bond') return link.up ? 'Error: Device can not be enslaved while up.' : null;
  if (master.device.kind !== 'bridge') return 'RTNETLINK answers: Operation not supported';
  if (link.device.kind === 'loopback') return 'RTNETLINK answers: Invalid argument';
  if (link.device.kind === 'bridge') return 'Error: Can not enslave a bridge to a bridge.';
  const carriesMacvtap = lab.links.some(
    (other) => other.device.kind === 'macvtap' && other.device.lower === link.name,
  );
  if (carriesMacvtap || link.device.kind === 'macvtap') return 'RTNETLINK answers: Device or resource busy';
  return null;
}

function withMaster(lab: Homelab, link: DemoLink, master: string | null, elapsed: number): Homelab {
  const paused = lab.domains.some(
    (domain) => domain.state === 'paused' && domain.live.some((vnic) => vnic.targetDev === link.name),
  );
  return changeLink(lab, link.name, (present) =>
    present.device.kind === 'tap'
      ? withFlow({ ...present, master }, master !== null && !paused, elapsed)
      : { ...present, master },
  );
}
