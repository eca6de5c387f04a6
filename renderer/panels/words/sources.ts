import type { SourceName, SourceReport } from '#shared/host/source.ts';

/** What each source tells, in the user's words. */
export const sourceTitles: { readonly [Name in SourceName]: string } = {
  'ip-link': 'Interfaces (ip link)',
  'ip-addr': 'Host addresses (ip addr)',
  'ip-route': 'Routes (ip route)',
  'ip-neigh': 'Neighbours (ip neigh)',
  'bridge-fdb': 'Learned MACs (bridge fdb)',
  'bridge-vlan': 'VLANs of ports (bridge vlan)',
  virsh: 'VMs and networks (virsh)',
  'guest-agent': 'Addresses from guest agents',
  'tap-holders': 'Processes that use TAPs (/proc)',
  'link-speed': 'Link speeds (/sys)',
  'network-setup': 'Network configuration at boot',
  ovs: 'Open vSwitch bridges (ovs-vsctl)',
  'ovs-fdb': 'Learned MACs of Open vSwitch (ovs-appctl)',
  pve: 'VMs and containers of Proxmox VE (/etc/pve)',
  containers: 'Containers and network namespaces',
  firewall: 'Firewall rules (nft, iptables)',
  'net-settings': 'Kernel settings for forwarding (/proc/sys)',
  'link-dns': 'DNS servers by link (resolvectl)',
  'dhcp-servers': 'DHCP servers (ss)',
};

/** The popover that lists them; whatever names it as its target opens it. */
export const healthSheetId = 'health-sheet';

/** These only add to what is known; the picture is whole without them. */
const optional: ReadonlySet<SourceName> = new Set([
  'guest-agent',
  'tap-holders',
  'link-speed',
  'network-setup',
  'ovs-fdb',
  'link-dns',
  'dhcp-servers',
  'ip-neigh',
  'containers',
  'firewall',
  'net-settings',
]);

/** True when facts that the picture needs are missing or old. */
export function isTrouble({ name, status, isAbsent }: SourceReport): boolean {
  if (isAbsent) return false;
  return status !== 'ok' && status !== 'pending' && !(optional.has(name) && status !== 'unparsable');
}
