import { z } from 'zod';
import type { DomainInterface } from '#shared/host/domain.ts';
import { deviceName } from '#shared/host/interfaceTypes.ts';
import { ovsPort } from '#shared/host/ovs.ts';
import { allVlans, switchVlanWords } from '#shared/host/ovsVlans.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { factsOf, requireVnic, withInterfaces } from '../change.ts';
import { scopeField, switchVlansField, text, vnicKeyField } from '../fields.ts';
import { withPortVlans } from '../link/switchVlans.ts';
import { sideWords, vnicName } from '../names.ts';
import type { Op } from '../op.ts';
import { libvirtTiming, type OpKind } from '../opKind.ts';
import { isRefusal } from '../refusal.ts';
import { deviceCommand } from './virsh.ts';
import { vnicCuts } from './vnicCuts.ts';
import { vlanedXml } from './vnicXml.ts';

type VnicVlans = Extract<Op, { op: 'vnic-vlans' }>;

/**
 * Sets the VLANs of a vNIC’s port of Open vSwitch through libvirt, which has the port’s columns set where the VM runs
 * (`virNetDevOpenvswitchUpdateVlan()`).
 */
export const vnicVlans: OpKind<VnicVlans> = {
  rights: 'libvirt',
  schema: z.strictObject({
    op: z.literal('vnic-vlans'),
    domain: text,
    scope: scopeField,
    vnic: vnicKeyField,
    vlans: switchVlansField.nullable(),
  }),

  command({ domain, scope, vnic, vlans }, snapshot) {
    const present = requireVnic(snapshot, domain, scope, vnic);
    if (isRefusal(present)) return present;
    const xml = vlanedXml(present, vlans);
    return isRefusal(xml) ? xml : deviceCommand('update-device', domain, scope, xml);
  },

  inverse(op, snapshot) {
    const present = requireVnic(snapshot, op.domain, op.scope, op.vnic);
    return isRefusal(present) ? present : { ...op, vlans: present.switchVlans ?? null };
  },

  expects(op, snapshot) {
    const { domain, scope, vnic, vlans } = op;
    const port = portOf(op, snapshot);
    return [
      { is: 'vnic-vlans', domain, vnic, scope, vlans },
      ...(port === null ? [] : [{ is: 'switch-vlans', port, vlans: vlans ?? allVlans } as const]),
    ];
  },

  after(op, snapshot) {
    const { domain, scope, vnic, vlans } = op;
    const present = requireVnic(snapshot, domain, scope, vnic);
    const changed = isRefusal(present) ? null : factsOf(vlanedXml(present, vlans));
    if (isRefusal(present) || changed === null) return snapshot;
    const port = portOf(op, snapshot);
    const set = port === null ? snapshot : withPortVlans(snapshot, port, vlans ?? allVlans);
    return withInterfaces(set, domain, scope, (vnics) =>
      vnics.map((each) =>
        each === present ? { ...present, ...vlansAlone(changed), xml: changed.xml } : each,
      ),
    );
  },

  words({ domain, scope, vnic, vlans }, snapshot) {
    const name = vnicName(snapshot, domain, scope, vnic);
    const words = switchVlanWords(vlans ?? allVlans);
    return {
      title: `Put ${name} into ${words} ${sideWords(scope)}`,
      waitingFor: `waiting for libvirt to put ${name} into ${words}`,
    };
  },

  timing: () => libvirtTiming,

  links: () => [],
  cuts: (op, snapshot) => vnicCuts(op, snapshot),
  silence: () => 0,
  drops: () => [],
};

/** The port that shows it, by name; null: nothing does now, or a network’s own VLANs may stand in for none. */
function portOf({ domain, scope, vnic, vlans }: VnicVlans, snapshot: HostSnapshot): string | null {
  if (scope !== 'live' || snapshot.ovs === undefined) return null;
  const present = requireVnic(snapshot, domain, scope, vnic);
  if (isRefusal(present) || (vlans === null && present.source.network !== null)) return null;
  const port = deviceName(present);
  return port !== null && ovsPort(snapshot.ovs, port) !== null ? port : null;
}

function vlansAlone({ vlans }: DomainInterface): Pick<DomainInterface, 'vlans'> {
  return vlans === undefined ? {} : { vlans };
}
