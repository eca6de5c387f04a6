import type { DemoLink, Homelab } from '../model.ts';
import { changeLink, findLink } from './links.ts';

const NO_MAC = '00:00:00:00:00:00';
const DEFAULT_MTU = 1500;

/**
 * A bridge after its ports have changed: unless somebody set them, its MAC is the lowest of its ports' and its MTU
 * their smallest (br_stp_recalculate_bridge_id, br_mtu_auto_adjust). A bridge that lost its last port has no MAC.
 */
export function withPortsFollowed(lab: Homelab, name: string | null): Homelab {
  const bridge = findLink(lab, name);
  if (bridge?.device.kind !== 'bridge') return lab;
  const { macIsSet, mtuIsSet } = bridge.device;
  const ports = lab.links.filter((link) => link.master === bridge.name);
  const mac = macIsSet ? bridge.mac : (ports.map((port) => port.mac).sort()[0] ?? NO_MAC);
  const mtu = mtuIsSet ? bridge.mtu : smallestMtu(ports);
  const device = { ...bridge.device, hadPort: bridge.device.hadPort || ports.length > 0 };
  return changeLink(lab, bridge.name, (link) => ({ ...link, mac, mtu, device }));
}

function smallestMtu(ports: readonly DemoLink[]): number {
  return ports.length === 0 ? DEFAULT_MTU : Math.min(...ports.map((port) => port.mtu));
}
