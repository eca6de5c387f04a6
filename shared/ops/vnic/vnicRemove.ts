import { z } from 'zod';
import { requireVnic, withInterfaces, withLink } from '../change.ts';
import { scopeField, text, vnicKeyField } from '../fields.ts';
import { sideWords, vnicName } from '../names.ts';
import type { Op } from '../op.ts';
import { libvirtTiming, type OpKind } from '../opKind.ts';
import { isRefusal } from '../refusal.ts';
import { deviceCommand } from './virsh.ts';
import { vnicCuts } from './vnicCuts.ts';
import { countMac, findDomain, interfacesOf } from './vnicKey.ts';
import { presentXml } from './vnicXml.ts';

type VnicRemove = Extract<Op, { op: 'vnic-remove' }>;

/**
 * Takes a vNIC from a VM. A running guest is only asked to release it: virsh says "detached" after 5 s whether the
 * guest did or not, and the request stays with QEMU, so that the guest may still release it at its next reboot.
 */
export const vnicRemove: OpKind<VnicRemove> = {
  rights: 'libvirt',
  schema: z.strictObject({
    op: z.literal('vnic-remove'),
    domain: text,
    scope: scopeField,
    vnic: vnicKeyField,
  }),

  command({ domain, scope, vnic }, snapshot) {
    const present = requireVnic(snapshot, domain, scope, vnic);
    if (isRefusal(present)) return present;
    const xml = presentXml(present);
    return isRefusal(xml) ? xml : deviceCommand('detach-device', domain, scope, xml);
  },

  inverse({ domain, scope, vnic }, snapshot) {
    const present = requireVnic(snapshot, domain, scope, vnic);
    if (isRefusal(present)) return present;
    return { op: 'vnic-add', domain, scope, device: { kind: 'as-it-was', was: present } };
  },

  expects({ domain, scope, vnic }, snapshot) {
    const present = findDomain(snapshot, domain);
    const before = present === null ? 0 : countMac(interfacesOf(present, scope), vnic.mac);
    return [{ is: 'vnic-count', domain, scope, mac: vnic.mac, count: Math.max(0, before - 1) }];
  },

  after({ domain, scope, vnic }, snapshot) {
    const present = requireVnic(snapshot, domain, scope, vnic);
    if (isRefusal(present)) return snapshot;
    const after = withInterfaces(snapshot, domain, scope, (vnics) =>
      vnics.filter((each) => each !== present),
    );
    const tap = scope === 'live' && present.targetManaged ? present.targetDev : null;
    return tap === null ? after : withLink(after, tap, () => null);
  },

  words({ domain, scope, vnic }, snapshot) {
    const name = vnicName(snapshot, domain, scope, vnic);
    return {
      title: `Detach ${name} ${sideWords(scope)}`,
      waitingFor:
        scope === 'live'
          ? 'waiting for the guest to release the vNIC'
          : `waiting for libvirt to detach ${name}`,
    };
  },

  timing: ({ scope }) => (scope === 'live' ? { ...libvirtTiming, settleMs: 20_000 } : libvirtTiming),

  links: () => [],
  cuts: (op, snapshot) => vnicCuts(op, snapshot),
  silence: () => 0,
  drops: () => [],
};
