import { z } from 'zod';
import { findLink, type HostSnapshot } from '#shared/host/snapshot.ts';
import type { SourceName } from '#shared/host/source.ts';
import type { LinkNode, Topology } from '#shared/topology/model.ts';
import { alreadySo, isRefusal, type Refusal, refuse } from '../../ops/refusal.ts';
import { type Cable, movableCable } from '../cable.ts';
import type { EditKind } from '../editKind.ts';
import { nodeId } from '../fields.ts';
import type { Edit } from '../model.ts';
import { refuseStale, refuseUnreadVm } from '../unread.ts';
import type { EditDraft } from './draft.ts';
import { portMoveWarnings } from './links/portMove.ts';
import { switchMove } from './links/switchMove.ts';
import { blindWarnings } from './placeWords.ts';
import { portLosses } from './portWords.ts';

type Unplug = Extract<Edit, { kind: 'unplug' }>;

/** A TAP, veth or uplink leaves its bridge and hangs loose; a vNIC stays with its VM. */
export const unplugKind: EditKind<Unplug> = {
  schema: z.strictObject({ kind: z.literal('unplug'), cable: nodeId }),
  changesHost: false,
  subject: ({ cable }) => cable,
  phase: () => 'plug',
  words: ({ cable }, name) => `Disconnect ${name(cable)}`,
  draft: draftUnplug,
};

function draftUnplug(snapshot: HostSnapshot, topology: Topology, edit: Unplug): EditDraft | Refusal {
  const cable = movableCable(topology, edit.cable);
  if (isRefusal(cable)) return cable;
  const needed: readonly SourceName[] = cable.by === 'libvirt' ? ['ip-link', 'virsh'] : ['ip-link'];
  const stale = refuseStale(topology.sources, needed);
  if (stale !== null) return stale;
  const unread = cable.by === 'libvirt' ? refuseUnreadVm(topology.sources, cable.vm) : null;
  if (unread !== null) return unread;
  const link = cable.by === 'libvirt' ? cable.tap : cable.link;
  const name = cable.by === 'libvirt' ? `${cable.vm.name}’s ${cable.vnic.name}` : cable.link.name;
  if (link === null || link.kind === 'macvtap') return refuse(...whyNoPort(cable, name));
  const facts = findLink(snapshot, link.name);
  if (facts === null || facts.master === null) {
    return alreadySo(`${link.name} is not connected to any bridge.`, 'Drag it to the bridge that you want.');
  }
  const inSwitch = switchMove(snapshot, link.name, null);
  if (inSwitch !== null && cable.by === 'libvirt') {
    return refuse(
      `libvirt has made ${link.name} a port of ${facts.master} in Open vSwitch’s database, and takes it out itself when the VM stops.`,
      'Unplug the guest’s cable, or detach the vNIC.',
    );
  }
  if (inSwitch === null && facts.slaveKind !== '' && facts.slaveKind !== 'bridge') {
    return refuse(
      `${link.name} is a port of ${facts.slaveKind}, and Patchbay can’t disconnect it from there yet.`,
      '',
    );
  }
  return {
    edit: { ...edit, cable: cable.vnic?.id ?? link.id },
    title: `Disconnect ${nameWithTap(name, link)} from ${facts.master}`,
    effects: [
      `${link.name} leaves ${facts.master} and is then not connected to any bridge.`,
      ...(cable.by === 'libvirt'
        ? [
            `${name} stays in the VM. Its guest still sees a link, but nothing reaches it.`,
            `libvirt still has ${facts.master} on record and connects it again at the VM’s next start.`,
          ]
        : []),
      ...(inSwitch?.effects ?? []),
    ],
    warnings: [
      ...(inSwitch?.warnings ?? portLosses(snapshot, facts)),
      ...(cable.by === 'ip'
        ? [...portMoveWarnings(snapshot, topology, link, null), ...blindWarnings(snapshot)]
        : []),
    ],
    lasts: inSwitch?.lasts ?? 'now',
    persistChoices: inSwitch?.persistChoices ?? ['now'],
    ops: inSwitch?.ops ?? [{ op: 'port-master', link: link.name, master: null }],
    undoTitle: `Connect ${nameWithTap(name, link)} to ${facts.master} again`,
    touches: cable.vnic === null ? [link.id] : [cable.vnic.id, link.id],
    done: `Disconnected ${nameWithTap(name, link)} from ${facts.master}`,
  };
}

function whyNoPort(cable: Cable, name: string): [why: string, advice: string] {
  if (cable.by === 'libvirt' && cable.vnic.sourceType === 'direct') {
    return [
      `${name} is on a macvtap, which belongs to its device and can’t be a port of a bridge.`,
      'Unplug the guest’s cable, or detach the vNIC.',
    ];
  }
  return [`${name} has no TAP to disconnect now.`, 'Unplug the guest’s cable, or detach the vNIC.'];
}

function nameWithTap(name: string, link: LinkNode): string {
  return name === link.name ? name : `${name} (${link.name})`;
}
