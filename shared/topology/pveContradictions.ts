import type { PveNet } from '#shared/host/pve.ts';
import type { Backing } from './backing.ts';
import type { Contradiction } from './contradiction.ts';
import type { Facts } from './facts.ts';
import { bridgePastFirewall, pveBridge } from './pveNets.ts';
import type { Vnic } from './vnics.ts';

/** Where the kernel has a NIC on another bridge than Proxmox VE’s file, or on none. */
export function pvePlaceNow({ vnic, link }: Backing, facts: Facts): Contradiction[] {
  const net = vnic.pve?.now ?? null;
  const onFile = net === null ? null : pveBridge(net, facts);
  if (onFile === null || !facts.isFresh('pve') || !facts.isFresh('ip-link')) return [];
  if (facts.kinds.get(onFile) === 'ovs-bridge') return [];
  const place = bridgePastFirewall(link, facts);
  if (place === undefined || place === onFile) return [];
  const file = `Proxmox VE has ${onFile} on file for ${vnic.name} of ${vnic.vm.name}`;
  return place === null
    ? [{ code: 'orphaned', message: `${link.name} is not connected to any bridge, but ${file}.` }]
    : [{ code: 'pve-bridge', message: `${link.name} is on ${place}, but ${file}.` }];
}

/** Where a pending change puts a running VM’s NIC at its next start; null: where it is now. */
export function pvePlaceNext({ pve, vm, running }: Vnic, facts: Facts): Contradiction | null {
  if (pve === null || !running || pve.next === null || !facts.isFresh('pve')) return null;
  const where = placeWords(pve.next, facts);
  if (pve.now === null) {
    return {
      code: 'only-next-boot',
      message: `A change waits for the next start of ${vm.name}: this vNIC is added, at ${where}.`,
    };
  }
  if (placeWords(pve.now, facts) === where) return null;
  return {
    code: 'next-boot',
    message: `A change waits for the next start of ${vm.name}: this vNIC moves to ${where}.`,
  };
}

/** What else waits for the next start of a running VM. */
export function pveOtherwise({ pve, vm, running }: Vnic, facts: Facts): Contradiction[] {
  if (pve === null || !running || pve.now === null || !facts.isFresh('pve')) return [];
  const { now, next } = pve;
  if (next === null) {
    const message = `A change waits for the next start of ${vm.name}: this vNIC is removed.`;
    return [{ code: 'only-now', message }];
  }
  const [down, downNext] = [now.linkDown, next.linkDown].map((flag) => (flag ? 'down' : 'up'));
  if (down !== downNext) {
    const message = `The guest’s end of this cable is ${down} now, and ${downNext} from the next start of ${vm.name} on.`;
    return [{ code: 'next-boot-link', message }];
  }
  if (now.value === next.value || placeWords(now, facts) !== placeWords(next, facts)) return [];
  return [
    {
      code: 'pending-change',
      message: `A change waits for the next start of ${vm.name}: ${changeWords(now, next)}.`,
    },
  ];
}

// rate=5 becomes rate=10   firewall=1 is removed
function changeWords(now: PveNet, next: PveNet): string {
  const [before, after] = [now.value.split(','), next.value.split(',')];
  const removed = before.filter((part) => !after.includes(part)).join(', ');
  const added = after.filter((part) => !before.includes(part)).join(', ');
  if (removed === '') return added === '' ? 'its fields are in another order' : `${added} is added`;
  return added === '' ? `${removed} is removed` : `${removed} becomes ${added}`;
}

function placeWords(net: PveNet, facts: Facts): string {
  const bridge = pveBridge(net, facts);
  if (bridge === null) return 'user networking (NAT by QEMU)';
  return net.tag !== null && bridge === net.bridge ? `${bridge}, VLAN ${net.tag}` : bridge;
}
