import { z } from 'zod';
import { requireVnic, withInterfaces } from '../change.ts';
import { domainInterfaceField, text, vnicKeyField } from '../fields.ts';
import { listed } from '../listed.ts';
import { vnicName } from '../names.ts';
import type { Op } from '../op.ts';
import { libvirtTiming, type OpKind, passesOn } from '../opKind.ts';
import { isRefusal } from '../refusal.ts';
import { deviceCommand } from './virsh.ts';
import { presentXml } from './vnicXml.ts';

type VnicModel = Extract<Op, { op: 'vnic-model' }>;

/**
 * Changes the model, or the name of the TAP, in a definition, by `update-device`: the vNIC keeps its place among the others and its slot. With
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

  expects({ domain, scope, vnic, to }, snapshot) {
    const present = requireVnic(snapshot, domain, scope, vnic);
    const keepsTap = !isRefusal(present) && present.targetDev === to.targetDev;
    return [
      { is: 'vnic-model', domain, vnic, scope, model: to.model },
      ...(keepsTap ? [] : [{ is: 'vnic-tap', domain, vnic, scope, tap: to.targetDev } as const]),
    ];
  },

  after({ domain, scope, vnic, to }, snapshot) {
    const present = requireVnic(snapshot, domain, scope, vnic);
    if (isRefusal(present)) return snapshot;
    return withInterfaces(snapshot, domain, scope, (vnics) =>
      vnics.map((each) => (each === present ? to : each)),
    );
  },

  words({ domain, scope, vnic, to }, snapshot) {
    const name = vnicName(snapshot, domain, scope, vnic);
    const present = requireVnic(snapshot, domain, scope, vnic);
    const differs = (field: 'model' | 'targetDev') => !isRefusal(present) && present[field] !== to[field];
    const tap = differs('targetDev')
      ? [`the TAP of ${name} to ${to.targetDev ?? 'a name of libvirt’s choice'}`]
      : [];
    const isOfModel = tap.length === 0 || differs('model');
    const model = isOfModel ? [`the model of ${name} to ${to.model ?? 'libvirt’s choice'}`] : [];
    return {
      title: `Change ${listed([...model, ...tap])} in the VM’s definition, for its next start`,
      waitingFor: `waiting for libvirt to show the ${isOfModel ? 'model' : 'TAP’s name'} of ${name}`,
    };
  },

  timing: () => libvirtTiming,

  links: () => [],
  ...passesOn,
};
