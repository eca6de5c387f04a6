/** Every kind of finding, in the order in which they are listed. Outside scripts rely on these words. */
export const findingCodes = [
  'tap-no-bridge',
  'bridge-no-uplink',
  'ip-on-enslaved-card',
  'bridge-no-address',
  'forward-drop',
  'bridge-nf',
  'ip-forward-off',
  'rp-filter-asymmetric',
  'duplicate-mac',
  'duplicate-ip',
  'two-dhcp-servers',
  'dhcp-server-dead',
  'lease-pool-full',
  'network-inactive',
  'network-not-autostart',
  'network-subnet-clash',
  'vhost-not-used',
  'libvirt-record-wrong',
  'live-differs-from-saved',
  'saved-image-decides',
  'cable-ambiguous',
] as const;

export type FindingCode = (typeof findingCodes)[number];
