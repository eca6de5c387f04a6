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

/** @param isWritten whether the form turns VLAN filtering on */
export function vlanFilterRemark({ vlanFiltering }: BridgeSetup, isWritten: boolean): string[] {
  if (!vlanFiltering) return [];
  const ports = 'Which VLANs each port lets through is not read: add them by hand.';
  return [isWritten ? ports : `This form cannot turn VLAN filtering on, which is on now. ${ports}`];
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
