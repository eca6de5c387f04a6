import type { DemoLink, Homelab } from '../model.ts';

/** The kernel's view of a link that follows from the rest: computed, so that it can never disagree with the model. */
export interface LinkState {
  /** In the order in which iproute2 prints them. */
  readonly flags: readonly string[];
  readonly operState: 'UP' | 'DOWN' | 'UNKNOWN' | 'LOWERLAYERDOWN';
}

/** Flags and RFC 2863 state of a link, by its administrative state and by what it sits on. */
export function linkState(lab: Homelab, link: DemoLink): LinkState {
  const carrier = hasCarrier(lab, link);
  const plain = link.device.kind === 'loopback' ? ['LOOPBACK'] : ['BROADCAST', 'MULTICAST'];
  const role = isBondSlave(lab, link) ? ['SLAVE'] : link.device.kind === 'bond' ? ['MASTER'] : [];
  const up = link.up ? ['UP', ...(carrier ? ['LOWER_UP'] : [])] : [];
  const flags = [...(link.up && !carrier ? ['NO-CARRIER'] : []), ...plain, ...role, ...up];
  return { flags, operState: operState(link, carrier) };
}

/** True when the link is up and the layer below it can carry frames. */
export function hasCarrier(lab: Homelab, link: DemoLink): boolean {
  if (!link.up) return false;
  const { device } = link;
  switch (device.kind) {
    case 'pnic':
      return device.cable;
    case 'tap':
      return device.holder !== null;
    case 'bridge':
      if (!device.hadPort) return true;
      return lab.links.some((port) => port.master === link.name && hasCarrier(lab, port));
    case 'bond':
      return lab.links.some((port) => port.master === link.name && hasCarrier(lab, port));
    case 'vlan':
    case 'macvtap': {
      const lower = lab.links.find((other) => other.name === device.lower);
      return lower !== undefined && hasCarrier(lab, lower);
    }
    default:
      return true;
  }
}

export function isBondSlave(lab: Homelab, link: DemoLink): boolean {
  return lab.links.some((master) => master.name === link.master && master.device.kind === 'bond');
}

function operState(link: DemoLink, carrier: boolean): LinkState['operState'] {
  const { device } = link;
  const { kind } = device;
  if (!link.up) return 'DOWN';
  if (!carrier) return kind === 'vlan' || kind === 'macvtap' ? 'LOWERLAYERDOWN' : 'DOWN';
  // A TAP that libvirt makes never learns its state; one that was there before its holder does.
  if (device.kind === 'bridge') return device.hadPort ? 'UP' : 'UNKNOWN';
  return kind === 'loopback' || (device.kind === 'tap' && !device.persist) ? 'UNKNOWN' : 'UP';
}
