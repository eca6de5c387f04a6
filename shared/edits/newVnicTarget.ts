import { graphOf } from '#shared/topology/graph.ts';
import { isLink, type LinkNode, type Topology, type TopologyNode } from '#shared/topology/model.ts';
import { refuseName } from '../ops/link/linkNames.ts';
import { type Refusal, refuse } from '../ops/refusal.ts';

/** Links that a new vNIC can be given a macvtap on. */
const carriers = ['pnic', 'bond', 'vlan', 'veth', 'vf'] as const;

/** A link that a new vNIC is put on: a TAP that is there, or one for a macvtap. */
export type NewVnicLink = LinkNode & { readonly kind: 'tap' | (typeof carriers)[number] };

/** Whether a new vNIC would be put on this node itself, as it is neither a bridge nor a network. */
export function takesNewVnic(node: TopologyNode): node is NewVnicLink {
  const { kind } = node;
  if (isLink(node) && node.isTaken === true) return false;
  return kind === 'tap' || carriers.some((carrier) => carrier === kind);
}

/** Why a new vNIC can't be put on this link, whatever the macvtap's mode; null: nothing speaks against it. */
export function refuseNewVnicOn(topology: Topology, link: LinkNode): Refusal | null {
  const unfit = refuseName(link.name);
  if (unfit !== null) return unfit;
  return link.kind === 'tap'
    ? refuseTap(topology, link)
    : (refusePassedThrough(topology, link) ?? refuseCarrier(link));
}

function refuseTap(topology: Topology, { id, name, held, holder }: LinkNode): Refusal | null {
  const { nodes, into } = graphOf(topology);
  const backed = into(id).find(({ kind }) => kind === 'backs');
  const vnic = nodes.get(backed?.from ?? '');
  if (vnic?.kind === 'vnic') {
    return refuse(
      `${name} is the TAP of ${nodes.get(vnic.vm)?.name ?? 'a VM'}’s ${vnic.name}. A TAP can serve only one vNIC.`,
      'Choose an unused TAP, or the bridge that this one is connected to.',
    );
  }
  if (held === 'yes') {
    return refuse(
      `${name} is held open by ${holder === null ? 'a process' : `the process ${holder}`}. A TAP can serve only one.`,
      'Choose a TAP that no process holds, or the bridge that this one is connected to.',
    );
  }
  return /^vnet\d+$/.test(name)
    ? refuse(
        `libvirt uses names like ${name} for its own TAPs and deletes them with the VM.`,
        'Choose a TAP that was created by hand.',
      )
    : null;
}

/** The card itself, and not one of its virtual functions, which leave it in the host. */
function refusePassedThrough(topology: Topology, { id, name }: LinkNode): Refusal | null {
  const { nodes, into } = graphOf(topology);
  const taken = into(id).find(({ kind, evidence }) => kind === 'backs' && evidence.includes('libvirt'));
  const vnic = nodes.get(taken?.from ?? '');
  return vnic?.kind === 'vnic' && vnic.sourceType === 'hostdev'
    ? refuse(
        `${name} is passed through to ${nodes.get(vnic.vm)?.name ?? 'a VM'}, which uses it alone.`,
        'Choose a card that the host uses, or a bridge.',
      )
    : null;
}

/** The kernel's `rx_handler` has room for one: bridge, bond or macvtap (EBUSY, tried with Linux 6.18). */
function refuseCarrier({ name, master }: LinkNode): Refusal | null {
  return master === null
    ? null
    : refuse(
        `${name} is a port of ${master}, and the kernel allows no macvtap on a port.`,
        `Connect the vNIC to ${master} instead.`,
      );
}
