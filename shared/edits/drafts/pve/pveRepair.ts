import { findLink, type HostSnapshot } from '#shared/host/snapshot.ts';
import { gatherFacts } from '#shared/topology/facts.ts';
import { graphOf } from '#shared/topology/graph.ts';
import { linkId, type Topology, type VmNode, type VnicNode } from '#shared/topology/model.ts';
import { bridgePastFirewall, outerLink, pveBridge } from '#shared/topology/pveNets.ts';
import { findPveGuest, guestLink, netAt } from '../../../ops/pve/pveGuest.ts';
import { alreadySo, type Refusal, refuse } from '../../../ops/refusal.ts';
import { guestBehind } from '../../guestCable.ts';
import type { PlainEdit } from '../../model.ts';
import { refuseStale } from '../../unread.ts';
import type { EditDraft } from '../draft.ts';

type Repair = Extract<PlainEdit, { kind: 'repair' }>;

/** A repair of a guest of Proxmox VE; null: it repairs no such guest. */
export function draftPveRepair(
  snapshot: HostSnapshot,
  topology: Topology,
  edit: PlainEdit,
): EditDraft | Refusal | null {
  if (edit.kind !== 'repair' || (edit.repair !== 'pve-discard' && edit.repair !== 'pve-replug')) return null;
  const behind = guestBehind(graphOf(topology), edit.cable);
  if (behind?.vm.hypervisor !== 'proxmox') return null;
  const draft = edit.repair === 'pve-discard' ? discard : replug;
  return draft(snapshot, topology, edit, behind);
}

interface Behind {
  readonly vm: VmNode;
  readonly vnic: VnicNode;
}

/** What waits for the next start is taken back. */
function discard(
  snapshot: HostSnapshot,
  topology: Topology,
  edit: Repair,
  { vm, vnic }: Behind,
): EditDraft | Refusal {
  const stale = refuseStale(topology.sources, ['pve']) ?? refuseLocked(snapshot, vm);
  if (stale !== null) return stale;
  const guest = findPveGuest(snapshot, vm.pveId ?? 0);
  const index = (vnic.pve?.now ?? vnic.pve?.next)?.index;
  if (guest === null || index === undefined) return gone(vm);
  const [now, next] = [netAt(guest.nets, index), netAt(guest.next, index)];
  if (now?.value === next?.value)
    return alreadySo(`No change of net${index} of ${vm.name} waits for its next start.`);
  return {
    edit: { ...edit, cable: vnic.id },
    title: `Discard the pending change of ${vm.name}’s net${index}`,
    effects: [
      now === null
        ? `${vm.name} gets no net${index} at its next start.`
        : `net${index} of ${vm.name} stays as it is now at its next start: ${now.value}.`,
    ],
    warnings: next === null ? [] : [`Proxmox VE forgets what was to be: ${next.value}.`],
    lasts: 'boot',
    persistChoices: ['boot'],
    ops: [{ op: 'pve-net', guest: guest.id, index, side: 'next', value: now?.value ?? null }],
    undoTitle: `Set net${index} of ${vm.name} to what waited`,
    touches: [vnic.id],
    done: `Discarded the pending change of net${index} of ${vm.name}`,
  };
}

/** The link goes where the file has it: by `ip`, as Proxmox VE changes nothing where its file already says so. */
function replug(
  snapshot: HostSnapshot,
  topology: Topology,
  edit: Repair,
  { vm, vnic }: Behind,
): EditDraft | Refusal {
  const stale = refuseStale(topology.sources, ['ip-link', 'pve']) ?? refuseLocked(snapshot, vm);
  if (stale !== null) return stale;
  const guest = findPveGuest(snapshot, vm.pveId ?? 0);
  const net = vnic.pve?.now ?? null;
  const link = guest === null || net === null ? null : findLink(snapshot, guestLink(guest, net.index));
  if (guest === null || net === null || link === null) return gone(vm);
  const facts = gatherFacts(snapshot);
  const place = bridgePastFirewall(link, facts);
  const bridge = pveBridge(net, facts);
  const outer = outerLink(link, facts);
  const name = `${vm.name}’s net${net.index}`;
  if (place === bridge) return alreadySo(`${name} is already connected to ${bridge}.`);
  const target = findLink(snapshot, bridge);
  if (bridge === null || target === null || outer === null || place === undefined) {
    return refuse(
      bridge !== null && target === null
        ? `There is no bridge ${bridge} on this host.`
        : `What Proxmox VE puts between ${name} and its bridge is not there.`,
      `Shut ${vm.name} down and start it: Proxmox VE makes it then.`,
    );
  }
  if (target.bridge === null || target.bridge.vlanFiltering) {
    return refuse(
      target.bridge === null
        ? `${bridge} is not a bridge of the kernel.`
        : `${bridge} filters VLANs, and which of them the port gets is Proxmox VE’s to say.`,
      `Shut ${vm.name} down and start it: Proxmox VE connects it then.`,
    );
  }
  const from = place === null ? 'not connected to any bridge' : `on ${place}`;
  return {
    edit: { ...edit, cable: vnic.id },
    title: `Reconnect ${name} (${link.name}) to ${bridge}`,
    effects: [
      `${link.name} is ${from}. It moves to ${bridge}, where Proxmox VE has it on file.`,
      ...(outer === link ? [] : [`The link that moves is ${outer.name}, so its firewall stays in between.`]),
    ],
    warnings: [],
    lasts: 'now',
    persistChoices: ['now'],
    ops: [{ op: 'port-master', link: outer.name, master: bridge }],
    undoTitle: place === null ? `Disconnect ${name} again` : `Move ${name} back to ${place}`,
    touches: [vnic.id, linkId(link.name)],
    done: `Reconnected ${name} (${link.name}) to ${bridge}`,
  };
}

function refuseLocked(snapshot: HostSnapshot, { pveId, name }: VmNode): Refusal | null {
  const lock = findPveGuest(snapshot, pveId ?? 0)?.lock ?? null;
  return lock === null
    ? null
    : refuse(`${name} is locked in Proxmox VE (${lock}).`, 'Wait until that has ended, then try again.');
}

function gone({ name }: VmNode): Refusal {
  return refuse(`${name} no longer has that NIC in Proxmox VE’s files.`, 'Look again at what is there now.');
}
