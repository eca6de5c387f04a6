import { type PortSettings, withSettings } from '#shared/host/portSettings.ts';
import { withFlow } from '../meter.ts';
import type { DemoLink, Homelab } from '../model.ts';
import { withMember } from './bond.ts';
import { withPortsFollowed } from './bridgeFollows.ts';
import { answers, type Changed, changeLink, findLink } from './links.ts';

/**
 * Puts a link on a bridge, or on none. As in the kernel, the link leaves its old master before the new one is asked,
 * so that a refusal leaves it on no bridge (rtnetlink.c, do_set_master).
 */
export function setMaster(lab: Homelab, name: string, master: string | null, elapsed: number): Changed {
  const link = findLink(lab, name);
  if (link === undefined || link.master === master) return { lab, error: null };
  const freed = withMaster(lab, link, null, elapsed);
  const target = findLink(lab, master);
  if (target === undefined) return { lab: freed, error: null };
  const error = refusal(freed, link, target);
  return { lab: error === null ? withMaster(freed, link, target.name, elapsed) : freed, error };
}

/** Settings of a port of a bridge (br_port_slave_changelink). */
export function setPort(lab: Homelab, link: DemoLink, settings: PortSettings): Changed {
  const master = findLink(lab, link.master);
  if (master?.device.kind !== 'bridge') return { lab, error: answers('Operation not supported') };
  const changed = changeLink(lab, link.name, (present) => ({
    ...present,
    port: withSettings(present.port ?? {}, settings),
  }));
  return { lab: changed, error: null };
}

/** What the kernel answers when `link` may not become a port of `master`; null when it may. */
function refusal(lab: Homelab, link: DemoLink, master: DemoLink): string | null {
  if (master.device.kind === 'bond') return link.up ? 'Error: Device can not be enslaved while up.' : null;
  if (master.device.kind !== 'bridge') return answers('Operation not supported');
  if (link.device.kind === 'loopback') return answers('Invalid argument');
  if (link.device.kind === 'bridge') return 'Error: Can not enslave a bridge to a bridge.';
  const carriesMacvtap = lab.links.some(
    (other) => other.device.kind === 'macvtap' && other.device.lower === link.name,
  );
  if (carriesMacvtap || link.device.kind === 'macvtap') return answers('Device or resource busy');
  return null;
}

function withMaster(lab: Homelab, link: DemoLink, master: string | null, elapsed: number): Homelab {
  const paused = lab.domains.some(
    (domain) => domain.state === 'paused' && domain.live.some((vnic) => vnic.targetDev === link.name),
  );
  if (findLink(lab, master ?? link.master)?.device.kind === 'bond') return withMember(lab, link, master);
  const moved = changeLink(lab, link.name, ({ port: _, vlans: __, ...present }) =>
    present.device.kind === 'tap'
      ? withFlow({ ...present, master }, master !== null && !paused, elapsed)
      : { ...present, master },
  );
  return withPortsFollowed(withPortsFollowed(moved, link.master), master);
}
