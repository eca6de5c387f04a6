import type { FindingCode } from '#shared/findings/codes.ts';
import type { HopStep } from './walk.ts';

type Steps = readonly [HopStep, ...HopStep[]];

const PLACES = {
  'ip-on-enslaved-card': null,
  'bridge-no-address': null,
  'tap-no-bridge': ['port'],
  'bridge-no-uplink': ['uplink'],
  'libvirt-record-wrong': ['end', 'port'],
  'live-differs-from-saved': ['vnic'],
  'saved-image-decides': ['vnic'],
  'cable-ambiguous': ['end'],
  'forward-drop': ['filter'],
  'bridge-nf': ['filter'],
  'ip-forward-off': ['network'],
  'rp-filter-asymmetric': ['filter'],
  'stp-not-forwarding': ['port', 'bridge', 'uplink'],
  'stp-delay-dhcp': ['bridge'],
  'port-isolated-or-not-learning': ['port', 'uplink'],
  'mtu-mismatch': ['uplink', 'bridge', 'port', 'end'],
  'link-down': ['end', 'bridge', 'uplink'],
  'no-carrier': ['end', 'uplink'],
  'guest-link-down': ['vnic'],
  'bond-member-down': ['uplink'],
  'half-duplex-or-slow-link': ['uplink'],
  'duplicate-mac': ['frames'],
  'duplicate-ip': ['frames'],
  'two-dhcp-servers': ['network', 'bridge'],
  'dhcp-server-dead': ['network'],
  'lease-pool-full': ['network'],
  'network-inactive': ['network'],
  'network-not-autostart': ['network'],
  'network-subnet-clash': ['network'],
  'macvtap-host-isolated': ['end'],
  'wifi-in-bridge': ['uplink'],
  'vlan-missing-along-path': ['uplink', 'port'],
  'pvid-mismatch': ['port', 'uplink'],
  'bridge-mac-changed-with-port': ['bridge'],
  'vhost-not-used': ['end'],
  'errors-or-drops-rising': ['end', 'uplink'],
} as const satisfies Readonly<Record<string, Steps | null>>;

/**
 * At which step of a walk a kind of finding stands, the likeliest first: it goes to the hop there that it is about.
 * Null: it tells nothing of whether a guest’s packets pass.
 */
export const placement: { readonly [Code in FindingCode]: Steps | null } = PLACES;

/** Kinds that name all of the vNICs which they concern: what others share with those, as the bridge, is not at fault. */
export const ofSomeGuests: ReadonlySet<FindingCode> = new Set<FindingCode>([
  'forward-drop',
  'port-isolated-or-not-learning',
  'lease-pool-full',
]);
