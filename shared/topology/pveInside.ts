import type { NetNamespace } from '#shared/host/container.ts';
import { inOrder } from './containerGuests.ts';
import type { Facts } from './facts.ts';
import type { GuestAddress } from './model.ts';
import type { Vnic } from './vnics.ts';

/** The namespace of one of Proxmox VE’s containers; undefined: it was not seen. */
export function namespaceOfPve(id: number, { snapshot }: Facts): NetNamespace | undefined {
  return inOrder(snapshot.containers?.namespaces ?? []).find(
    ({ container }) => container?.runtime === 'lxc' && container.id === String(id),
  );
}

/** The addresses that a NIC of one of Proxmox VE’s containers has inside; null: they were not seen. */
export function addressesInside({ vm, pve, mac }: Vnic, facts: Facts): GuestAddress[] | null {
  if (vm.kind !== 'container' || vm.pveId === undefined || pve === null) return null;
  const nics = namespaceOfPve(vm.pveId, facts)?.nics ?? [];
  const nic = nics.find(({ name }) => name === pve.now?.guestName) ?? nics.find((one) => one.mac === mac);
  return nic === undefined ? null : nic.addresses.map((address) => ({ address, source: 'namespace' }));
}
