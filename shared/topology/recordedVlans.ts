import type { DomainInterface } from '#shared/host/domain.ts';
import { type OvsPort, vlansOfPort } from '#shared/host/ovs.ts';
import { isSameVlans, switchVlanWords } from '#shared/host/ovsVlans.ts';
import { filtersVlans, vlanChanges, vlansOf, vlanWords } from '#shared/host/portVlan.ts';
import type { VlanRange } from '#shared/host/vlanRange.ts';
import type { Backing } from './backing.ts';
import type { Contradiction } from './contradiction.ts';
import type { Facts } from './facts.ts';
import { portOfLink } from './switchPorts.ts';

/**
 * The VLANs that libvirt has on record for an interface: its own, else those of its portgroup, else of its network. Null:
 * none, so that libvirt leaves the port as the kernel makes it.
 */
export function recordedVlans(
  { vlans, source }: DomainInterface,
  { networks }: Facts,
): readonly VlanRange[] | null {
  if (vlans !== undefined) return vlans;
  const network = source.network === null ? undefined : networks.get(source.network);
  if (network === undefined) return null;
  const groups = network.portgroups ?? [];
  const group =
    source.portgroup === undefined
      ? groups.find(({ isDefault }) => isDefault)
      : groups.find(({ name }) => name === source.portgroup);
  return group?.vlans ?? network.vlans ?? null;
}

/** A TAP is in other VLANs than libvirt put it into, on a bridge of the kernel’s or of Open vSwitch. */
export function otherVlans(backing: Backing, facts: Facts): Contradiction[] {
  if (!facts.isVmFresh(backing.vnic.vm.uuid)) return [];
  const port = portOfLink(backing.link, facts);
  return port === undefined ? otherInKernel(backing, facts) : otherInSwitch(backing, port, facts);
}

/** On a port for which libvirt names no VLANs they are as somebody else has set them. */
function otherInSwitch({ vnic, link }: Backing, port: OvsPort, facts: Facts): Contradiction[] {
  const recorded = vnic.live?.switchVlans;
  const shown = vlansOfPort(port);
  if (recorded === undefined || isSameVlans(shown, recorded) || !facts.isFresh('ovs')) return [];
  const message = `${link.name} is in ${switchVlanWords(shown)}, but libvirt has ${switchVlanWords(recorded)} on record.`;
  return [{ code: 'other-vlans', message }];
}

/**
 * Or the bridge pays no heed to them. libvirt sets them on the kernel’s bridges since 11.0; before that it refuses to
 * start such a VM.
 */
function otherInKernel({ vnic, link }: Backing, facts: Facts): Contradiction[] {
  const { live } = vnic;
  // A virtualport is another switch’s, and so are the VLANs there.
  const recorded = live === null || live.virtualPort !== undefined ? null : recordedVlans(live, facts);
  if (recorded === null || link.master === null || !facts.isFresh('ip-link')) return [];
  const record = `libvirt has ${vlanWords(recorded)} on record`;
  if (!filtersVlans(facts.snapshot, link.master)) {
    const message = `${record} for ${link.name}, but ${link.master} doesn’t filter VLANs: the guest is in no VLAN of its own.`;
    return [{ code: 'other-vlans', message }];
  }
  const shown = vlansOf(link, facts.snapshot);
  if (shown === null || vlanChanges(shown, recorded).length === 0) return [];
  return [{ code: 'other-vlans', message: `${link.name} is in ${vlanWords(shown)}, but ${record}.` }];
}
