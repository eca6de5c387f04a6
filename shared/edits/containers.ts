import type { Runtime } from '#shared/host/container.ts';
import { graphOf } from '#shared/topology/graph.ts';
import { isGuest, type Topology, type VmNode, type VnicNode } from '#shared/topology/model.ts';
import { perTopology } from '#shared/topology/perTopology.ts';
import { runtimeWords } from '#shared/topology/words.ts';
import { type Refusal, refuse } from '../ops/refusal.ts';
import { guestBehind } from './guestCable.ts';
import type { PlainEdit } from './model.ts';

/** Where a container’s NICs are changed, as advice. */
const ADVICE: Readonly<Record<Runtime, string>> = {
  docker: 'Use docker network connect and docker network disconnect.',
  podman: 'Use podman network connect and podman network disconnect.',
  kubernetes: 'Change the pod’s network in Kubernetes.',
  containerd: 'Change it with the program that started the container.',
  lxc: 'Change the container’s configuration: lxc.net.0.link in its file.',
  incus: 'Use incus config device.',
  lxd: 'Use lxc config device.',
  nspawn: 'Change the container’s [Network] section in /etc/systemd/nspawn, and start it again.',
  'libvirt-lxc': 'Change it with virsh -c lxc:/// edit.',
  netns: 'Use ip link add … type veth peer netns …, or ip -n NAME link del …',
  process: 'Change it with the program that made the namespace.',
};

/**
 * Why an edit can’t be made of a container’s NIC: what is inside is its runtime’s. Its cable’s end here is a port as any
 * other, which can be moved and unplugged. Null: the edit is of something else.
 */
export function refuseContainer(topology: Topology, edit: PlainEdit): Refusal | null {
  if (!hasContainers(topology)) return null;
  const graph = graphOf(topology);
  if (edit.kind === 'attach') {
    const vm = graph.nodes.get(edit.vm);
    return isGuest(vm) && vm.runtime !== undefined
      ? refusal(vm, 'a NIC can’t be added to it from outside')
      : null;
  }
  if (!('cable' in edit) || edit.kind === 'move' || edit.kind === 'unplug') return null;
  const guest = guestBehind(graph, edit.cable);
  if (guest?.vm.runtime === undefined) return null;
  return refusal(guest.vm, `${guest.vnic.name} can’t be changed from outside`);
}

/** A drag asks for every target. */
const hasContainers = perTopology(({ nodes }) =>
  nodes.some((node) => node.kind === 'container' && node.runtime !== undefined),
);

/** Why a container’s NIC without a veth here has no cable to take hold of. */
export function refuseNoVeth(vnic: VnicNode, vm: VmNode): Refusal {
  const why =
    vnic.source === null ? `${vnic.name} of ${vm.name} has no veth on this host.` : lowerWords(vnic, vm);
  return refuse(why, adviceFor(vm));
}

function lowerWords({ name, model, source, ipEvidence }: VnicNode, vm: VmNode): string {
  const isTold = ipEvidence.some((one) => one.source === 'runtime');
  return isTold
    ? `Which link is behind ${vm.name}’s NIC on ${source} isn’t known.`
    : `${name} of ${vm.name} is a ${model} on top of ${source}, which can’t be moved.`;
}

function refusal(vm: VmNode, what: string): Refusal {
  const { runtime = 'process' } = vm;
  const isNamespace = runtime === 'netns' || runtime === 'process';
  const kind = isNamespace ? `a ${runtimeWords(runtime)}` : `a container of ${runtimeWords(runtime)}`;
  return refuse(`${vm.name} is ${kind}: ${what}.`, adviceFor(vm));
}

function adviceFor({ runtime }: VmNode): string {
  return runtime === undefined ? '' : ADVICE[runtime];
}
