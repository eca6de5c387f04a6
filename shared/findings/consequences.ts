import type { Contradiction } from '#shared/topology/contradiction.ts';

/** Why a contradiction of a cable matters, a sentence; null where what it says tells that already. */
export const consequences: { readonly [Code in Contradiction['code']]: string | null } = {
  // virDomainNetNotifyActualDevice, src/conf/domain_conf.c of libvirt.
  'other-bridge':
    'virsh and virt-manager show the bridge on record, and a restart of libvirt’s daemon connects the TAP to that one again.',
  'pve-bridge': 'Proxmox VE shows that one, and connects it there when the VM starts the next time.',
  'other-vlans': 'The guest may reach other machines than it should, or none.',
  orphaned: 'Nothing that the guest sends by it arrives anywhere.',
  'next-boot': 'Then the guest may get another address, or reach other machines.',
  'next-boot-link': null,
  'only-now': 'Then the guest has no network by it any more.',
  'only-next-boot': null,
  'pending-change': null,
  'saved-otherwise': null,
  'live-only': null,
  'missing-tap': 'The guest has no network by it.',
  'renamed-tap': 'Whatever goes by the name on record doesn’t find it, such as libvirt’s own commands.',
  elsewhere: null,
  'other-holder': 'The guest’s packets don’t pass it, or only some of them do.',
  'ambiguous-mac': 'What is shown of this cable may be another’s.',
  'ambiguous-tap': null,
};
