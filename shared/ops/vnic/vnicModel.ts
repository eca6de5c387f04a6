import { z } from 'zod';
import { requireVnic, withInterfaces } from '../change.ts';
import { domainInterfaceField, text, vnicKeyField } from '../fields.ts';
import { vnicName } from '../names.ts';
import type { Op } from '../op.ts';
import { libvirtTiming, type OpKind, passesOn } from '../opKind.ts';
import { isRefusal } from '../refusal.ts';
import { deviceCommand } from './virsh.ts';
import { presentXml } from './vnicXml.ts';

type VnicModel = Extract<Op, { op: 'vnic-model' }>;

/**
 * Changes the model in a definition, by `update-device`: the vNIC keeps its place among the others and its slot. With
 * virtio libvirt drops the `<driver>` that belongs to it, so that the way back is the whole vNIC as it was.
 */
export const vnicModel: OpKind<VnicModel> = {
  rights: 'libvirt',
  schema: z.strictObject({
    op: z.literal('vnic-model'),
    domain: text,
    scope: z.literal('config'),
    vnic: vnicKeyField,
    to: domainInterfaceField,
  }),

  command({ domain, scope, vnic, to }, snapshot) {
    const present = requireVnic(snapshot, domain, scope, vnic);
    if (isRefusal(present)) return present;
    const xml = presentXml(to);
    return isRefusal(xml) ? xml : deviceCommand('update-device', domain, scope, xml);
  },

  inverse(op, snapshot) {
    const present = requireVnic(snapshot, op.domain, op.scope, op.vnic);
    return isRefusal(present) ? present : { ...op, to: present };
  },

  expects: ({ domain, scope, vnic, to }) => [{ is: 'vnic-model', domain, vnic, scope, model: to.model }],

  after({ domain, scope, vnic, to }, snapshot) {
    const present = requireVnic(snapshot, domain, scope, vnic);
    if (isRefusal(present)) return snapshot;
    return withInterfaces(snapshot, domain, scope, (vnics) =>
      vnics.map((each) => (each === present ? to : each)),
    );
  },

  words({ domain, scope, vnic, to }, snapshot) {
    const name = vnicName(snapshot, domain, scope, vnic);
    return {
      title: `Change the model of ${name} to ${to.model ?? 'libvirt’s choice'} in the VM’s definition, for its next start`,
      waitingFor: `waiting for libvirt to show the model of ${name}`,
    };
  },

  timing: () => libvirtTiming,

  links: () => [],
  ...passesOn,
};
