import type { DemoLink, Device, Homelab } from '../model.ts';
import { answers } from './links.ts';

/** What `ip link add … type vlan` asks for. */
export interface WantedVlan {
  readonly id?: number;
  readonly protocol: string;
  /** Those that are on, in iproute2's words. */
  readonly flags: readonly string[];
}

/** A new VLAN on a link, or what the kernel answers (vlan_newlink). */
export function newVlan(lab: Homelab, wanted: WantedVlan, lower: DemoLink | undefined): Device | string {
  const { id, protocol, flags } = wanted;
  if (id === undefined) return 'Error: 8021q: VLAN properties not specified.';
  if (id > 4094) return 'Error: 8021q: Invalid VLAN id.';
  if (lower === undefined) return 'Error: 8021q: link not specified.';
  if (lower.device.kind === 'loopback') return answers('Operation not supported');
  const isThere = lab.links.some(
    ({ device }) =>
      device.kind === 'vlan' &&
      device.lower === lower.name &&
      device.id === id &&
      device.protocol === protocol,
  );
  return isThere
    ? 'Error: 8021q: VLAN device already exists.'
    : { kind: 'vlan', id, lower: lower.name, protocol, flags };
}
