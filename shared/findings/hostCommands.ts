import type { CommandRepair } from './finding.ts';

export const forwardIpv4: CommandRepair = {
  kind: 'commands',
  label: 'Turn on IP forwarding',
  commands: [['sysctl', '-w', 'net.ipv4.ip_forward=1']],
  lasts: 'now',
  keep: 'Write net.ipv4.ip_forward = 1 to a file in /etc/sysctl.d.',
};

/** It starts the DHCP servers of its networks again, and writes its firewall rules again. */
export const restartLibvirt: CommandRepair = {
  kind: 'commands',
  label: 'Restart libvirt’s daemon, VMs continue to run',
  commands: [['systemctl', 'restart', 'libvirtd']],
  lasts: 'both',
  keep: 'Where libvirt runs as several daemons, restart virtnetworkd instead.',
};
