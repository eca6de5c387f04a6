import type { Domain } from '#shared/host/domain.ts';
import { allVlans, isSameVlans } from '#shared/host/ovsVlans.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { never } from '#shared/never.ts';
import { kindOf } from '../kinds.ts';
import type { Op } from '../op.ts';
import { isRefusal, type Refusal, refuse } from '../refusal.ts';
import { isPlugged } from './plug.ts';
import { CONNECT } from './virsh.ts';
import { countMac, findDomain, findVnic, hasImage } from './vnicKey.ts';

// A VM that is off with a managed-save image starts from that image, whatever its definition says. What was tried with
// libvirt 9.0 and QEMU 7.2:
//
// - another bridge or network in the image's XML: the next start plugs the vNIC in there
// - a vNIC more or less, another model or MAC: refused ("Target network card count 1 does not match source 2")
// - another link state: taken, shown from then on, and without effect: QEMU resumes the link as it was saved

/**
 * The ops with those beside them that the saved images need for the next start to bring what the definitions get: the
 * image first, as it is the one that libvirt may refuse.
 */
export function withImages(snapshot: HostSnapshot, ops: readonly Op[]): readonly Op[] | Refusal {
  const all: Op[] = [];
  let facts = snapshot;
  for (const op of ops) {
    const image = imageOps(facts, op);
    if (isRefusal(image)) return image;
    for (const each of [...image, op]) {
      all.push(each);
      facts = kindOf(each).after(each, facts);
    }
  }
  return all;
}

/** What an op on a saved VM's definition leaves to be done to its image; a refusal where that can't be done. */
function imageOps(facts: HostSnapshot, op: Op): readonly Op[] | Refusal {
  if (!('scope' in op) || op.scope === 'saved') return [];
  const domain = findDomain(facts, op.domain);
  if (domain === null || domain.active || !hasImage(domain)) return [];
  switch (op.op) {
    case 'vnic-source': {
      const vnic = findVnic(domain.saved ?? [], op.vnic);
      return vnic === null || isPlugged(vnic, op.target) ? [] : [{ ...op, scope: 'saved' }];
    }
    case 'vnic-link': {
      const vnic = findVnic(domain.saved ?? [], op.vnic);
      return vnic === null || vnic.linkState === op.state ? [] : refuseImage(domain);
    }
    case 'vnic-add': {
      const mac = op.device.kind === 'new' ? op.device.mac : (op.device.was.mac ?? '');
      return countMac(domain.saved ?? [], mac) > 0 ? [] : refuseImage(domain);
    }
    case 'vnic-remove':
      return countMac(domain.saved ?? [], op.vnic.mac) === 0 ? [] : refuseImage(domain);
    case 'vnic-vlans': {
      const vnic = findVnic(domain.saved ?? [], op.vnic);
      const shown = vnic === null ? null : (vnic.switchVlans ?? allVlans);
      return shown === null || isSameVlans(shown, op.vlans ?? allVlans) ? [] : refuseImage(domain);
    }
    case 'vnic-model': {
      const vnic = findVnic(domain.saved ?? [], op.vnic);
      const isSo = vnic?.model === op.to.model && vnic.targetDev === op.to.targetDev;
      return vnic === null || isSo ? [] : refuseImage(domain);
    }
    default:
      return never(op);
  }
}

/** Why a saved VM can't be given other cards, and the two ways out. */
function refuseImage({ name, uuid }: Domain): Refusal {
  return refuse(
    `${name} is saved: its next start resumes the saved image with the guest’s cards. A saved image doesn’t allow adding or removing a vNIC or changing its model, MAC, VLANs or link.`,
    `Start ${name} and make the change while it runs or after a shutdown. Or discard the image with “${[...CONNECT, 'managedsave-remove', uuid].join(' ')}”: ${name} then boots from its definition, and whatever its guest hadn’t written to disk is lost, as in a power cut.`,
  );
}
