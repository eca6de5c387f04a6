import type { Domain, DomainInterface } from '#shared/host/domain.ts';
import { deviceName } from '#shared/host/interfaceTypes.ts';
import type { Link } from '#shared/host/link.ts';
import { findLink, type HostSnapshot } from '#shared/host/snapshot.ts';
import { believedBridge } from '#shared/topology/beliefs.ts';
import { gatherFacts } from '#shared/topology/facts.ts';
import type { VmNode, VnicNode } from '#shared/topology/model.ts';
import { gatherVnics, shownInterface } from '#shared/topology/vnics.ts';
import type { VnicKey } from '../../ops/op.ts';
import { type Refusal, refuse } from '../../ops/refusal.ts';
import { findDomain, findVnic, vnicKey } from '../../ops/vnic/vnicKey.ts';
import { virshLine } from '../virshLine.ts';

/** A vNIC of a libvirt VM with what the snapshot knows of it. */
export interface Situation {
  readonly domain: Domain;
  readonly key: VnicKey;
  readonly live: DomainInterface | null;
  readonly defined: DomainInterface | null;
  /** As the saved image has it, which the next start resumes; null: there is no image, or it has no such vNIC. */
  readonly saved: DomainInterface | null;
  /** The kernel's link behind it; null while there is none. */
  readonly tap: Link | null;
  /** The bridge where libvirt believes the TAP to be; null: on none. */
  readonly believed: string | null;
  /** `web 01's net0` */
  readonly name: string;
}

/** Finds the facts behind a vNIC of the topology. */
export function situationOf(snapshot: HostSnapshot, vm: VmNode, vnic: VnicNode): Situation | Refusal {
  const domain = vm.hypervisor === 'libvirt' ? findDomain(snapshot, vm.uuid) : null;
  if (domain === null) {
    return refuse(
      `libvirt doesn’t report ${vm.name} to Patchbay, so it can’t be changed.`,
      'If it belongs to another user or to qemu:///session, change it there.',
    );
  }
  if (vnic.sourceType === 'tap') {
    return refuse(
      `${vnic.name} of ${vm.name} was added on QEMU’s command line or monitor, so libvirt can’t change it.`,
      'Change it there: in <qemu:commandline> with virsh edit, or on QEMU’s monitor.',
    );
  }
  const facts = gatherFacts(snapshot);
  const found = gatherVnics([vm], facts).find((each) => each.id === vnic.id);
  const shown = found === undefined ? null : shownInterface(found);
  if (shown === null) {
    return refuse(`${vm.name} no longer has ${vnic.name}.`, 'Look again at what the VM has now.');
  }
  const name = `${domain.name}’s ${vnic.name}`;
  const key = vnicKey(domain, shown);
  if (key === null) {
    return refuse(
      shown.mac === null
        ? `${name} has no MAC to identify it by.`
        : `${domain.name} has several vNICs with the MAC ${shown.mac}, which can’t be told apart.`,
      `Edit the VM: ${virshLine(snapshot, 'edit', domain.uuid)}`,
    );
  }
  const live = findVnic(domain.live, key);
  const device = vnic.tap ?? (live === null ? null : deviceName(live));
  const tap = findLink(snapshot, device);
  const defined = findVnic(domain.defined, key);
  return {
    domain,
    key,
    live,
    defined,
    saved: findVnic(domain.saved ?? [], key),
    tap,
    believed: live === null ? null : believedBridge(live, facts),
    name,
  };
}

/** The situation's side that the user sees: as it runs, else as its next start has it. */
export function shownSide({ live, saved, defined }: Situation): DomainInterface | null {
  return live ?? saved ?? defined;
}
