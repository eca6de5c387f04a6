import { z } from 'zod';
import { requireVnic, withInterfaces } from '../change.ts';
import { linkStateField, scopeField, text, vnicKeyField } from '../fields.ts';
import { cableVerb, sideWords, vnicName } from '../names.ts';
import type { Op } from '../op.ts';
import { libvirtTiming, type OpKind } from '../opKind.ts';
import { isRefusal } from '../refusal.ts';
import { deviceCommand } from './virsh.ts';
import { vnicCuts } from './vnicCuts.ts';
import { linkedXml } from './vnicXml.ts';

type VnicLink = Extract<Op, { op: 'vnic-link' }>;

/**
 * Sets the guest's end of the cable up or down, by `update-device`: `domif-setlink` can't tell two vNICs of one MAC
 * apart, and ties a vNIC of a forward-mode=bridge network to the bridge for good.
 */
export const vnicLink: OpKind<VnicLink> = {
  rights: 'libvirt',
  schema: z.strictObject({
    op: z.literal('vnic-link'),
    domain: text,
    scope: scopeField,
    vnic: vnicKeyField,
    state: linkStateField,
  }),

  command({ domain, scope, vnic, state }, snapshot) {
    const present = requireVnic(snapshot, domain, scope, vnic);
    if (isRefusal(present)) return present;
    const xml = linkedXml(present, state);
    return isRefusal(xml) ? xml : deviceCommand('update-device', domain, scope, xml);
  },

  inverse(op, snapshot) {
    const present = requireVnic(snapshot, op.domain, op.scope, op.vnic);
    return isRefusal(present) ? present : { ...op, state: present.linkState };
  },

  expects: ({ domain, scope, vnic, state }) => [{ is: 'vnic-link', domain, vnic, scope, state }],

  after({ domain, scope, vnic, state }, snapshot) {
    const present = requireVnic(snapshot, domain, scope, vnic);
    if (isRefusal(present)) return snapshot;
    const xml = linkedXml(present, state);
    const changed = { ...present, linkState: state, xml: typeof xml === 'string' ? xml : present.xml };
    return withInterfaces(snapshot, domain, scope, (vnics) =>
      vnics.map((each) => (each === present ? changed : each)),
    );
  },

  words({ domain, scope, vnic, state }, snapshot) {
    const name = vnicName(snapshot, domain, scope, vnic);
    return {
      title: `${cableVerb[state]} ${name} ${sideWords(scope)}`,
      waitingFor: `waiting for libvirt to set the link of ${name} ${state}`,
    };
  },

  timing: () => libvirtTiming,

  links: () => [],
  cuts: (op, snapshot) => vnicCuts(op, snapshot),
  silence: () => 0,
  drops: () => [],
};
