import type { Domain, DomainInterface } from '#shared/host/domain.ts';
import type { Link } from '#shared/host/link.ts';
import { findLink, type HostSnapshot } from '#shared/host/snapshot.ts';
import { tapMacOf } from '#shared/topology/tapMac.ts';
import { newLinkFacts } from './newLink.ts';

/** A vNIC as the running VM will have it, and the host with the link behind it. */
export interface Coming {
  readonly vnic: DomainInterface;
  readonly snapshot: HostSnapshot;
}

/**
 * The TAP or macvtap that libvirt makes with a vNIC of a running VM. Its name is not known before it is there, so that
 * it goes by one that no link can have (the kernel takes none with a blank in it), and that no command may name.
 *
 * @param vnic as the running VM will show it
 * @param bridge that it will be a port of; null: none
 */
export function withComingLink(
  snapshot: HostSnapshot,
  { uuid }: Domain,
  vnic: DomainInterface,
  bridge: string | null,
): Coming {
  const isMacvtap = vnic.type === 'direct';
  const isTap = bridge !== null && (vnic.type === 'bridge' || vnic.type === 'network');
  if (vnic.mac === null || vnic.targetDev !== null || !(isMacvtap || isTap)) return { vnic, snapshot };
  const name = freeName(snapshot, `${isMacvtap ? 'macvtap' : 'vnet'} for ${vnic.mac}`);
  const made = newLinkFacts({ kind: 'tap', name, owner: null }, snapshot);
  const lower = snapshot.links.find((link) => link.name === (isMacvtap ? vnic.source.dev : bridge));
  const running = { ...made, mtu: lower?.mtu ?? made.mtu, up: true, carrier: true } as const;
  const link: Link = isMacvtap
    ? {
        ...running,
        infoKind: 'macvtap',
        tun: null,
        mac: vnic.mac,
        operState: 'UP',
        lower: { name: vnic.source.dev, ifindex: lower?.ifindex ?? null, netnsId: null },
        macvlanMode: vnic.source.mode,
      }
    : {
        ...running,
        mac: tapMacOf(vnic.mac),
        operState: 'UNKNOWN',
        tun: { type: 'tap', persist: false, user: null },
        master: bridge,
        slaveKind: 'bridge',
        bridgePort: { state: 'forwarding', settings: {} },
      };
  const holder = snapshot.vmProcesses.find((process) => process.libvirt && process.uuid === uuid);
  return {
    vnic: { ...vnic, targetDev: name },
    snapshot: {
      ...snapshot,
      links: [...snapshot.links, link],
      tapHolders: [
        ...snapshot.tapHolders,
        ...(holder === undefined ? [] : [{ link: name, pid: holder.pid }]),
      ],
    },
  };
}

/** Several vNICs, of one VM too, may have one MAC. */
function freeName(snapshot: HostSnapshot, name: string, number = 1): string {
  const numbered = number === 1 ? name : `${name} (${number})`;
  return findLink(snapshot, numbered) === null ? numbered : freeName(snapshot, name, number + 1);
}

/** True of the name of a link that is not there yet. */
export function isComing(name: string): boolean {
  return name.includes(' ');
}
