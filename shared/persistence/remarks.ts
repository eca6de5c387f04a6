import type { VlanRange } from '../host/vlanRange.ts';
import type { BridgeSetup, Device } from './model.ts';

/** What a link has that nobody set: no form needs to say it. */
export const DEFAULT_MTU = 1500;

/** DNS servers are not read, and a fixed way out brings none along. @param where says where this form has them */
export function dnsRemark({ ipv4, ipv6 }: BridgeSetup, where: string): string[] {
  const hasWayOut = [ipv4, ipv6].some(({ routes }) => routes.some(({ to }) => to === 'default'));
  return hasWayOut && !ipv4.automatic && !ipv6.automatic
    ? [`Which DNS servers this host asks is not read: ${where}`]
    : [];
}

/** @param isWritten whether the form turns VLAN filtering on, and writes the VLANs of ports */
export function vlanFilterRemark({ vlanFiltering, vlans }: BridgeSetup, isWritten: boolean): string[] {
  if (!vlanFiltering) return [];
  if (!isWritten) {
    return [
      'This form can’t turn VLAN filtering on, which is on now, nor write the VLANs of ports: use another form, or set them with `bridge vlan` at each boot.',
    ];
  }
  const guests = 'The VLANs of VMs’ and containers’ ports are set by what plugs them in.';
  return [vlans === null ? 'The VLANs of ports could not be read: add them by hand.' : guests];
}

/** `10 pvid untagged`, `20-29`: as bridge(8) and NetworkManager have it. */
export function vlanEntry({ first, last, pvid, untagged }: VlanRange): string {
  const id = first === last ? String(first) : `${first}-${last}`;
  return [id, ...(pvid ? ['pvid'] : []), ...(untagged ? ['untagged'] : [])].join(' ');
}

/** 802.1ad, the outer tag of QinQ, which not every form can write. */
export function serviceVlanRemarks({ devices }: BridgeSetup): string[] {
  return devices
    .filter(isServiceVlan)
    .map(
      ({ name }) => `This form cannot say that ${name} is a VLAN of 802.1ad: it would become one of 802.1Q.`,
    );
}

export function isServiceVlan(device: Device): boolean {
  return device.kind === 'vlan' && device.protocol !== '802.1Q';
}
