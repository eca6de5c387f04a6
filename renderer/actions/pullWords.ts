import { graphOf } from '#shared/topology/graph.ts';
import { isBare, isGuest, isLink, type Topology, type TopologyNode } from '#shared/topology/model.ts';

/** What pulling a cable off would mean, in words; null where it means nothing. */
export interface PullWords {
  /** `home-assistant’s net0`. */
  readonly cable: string;
  readonly unplug: { readonly possible: boolean; readonly words: string };
  readonly detach: string | null;
}

/** @param cable a vNIC, or a link that no vNIC stands behind */
export function pullWords(topology: Topology, cable: TopologyNode): PullWords {
  const graph = graphOf(topology);
  const vm = cable.kind === 'vnic' ? graph.nodes.get(cable.vm) : undefined;
  const name = cable.kind === 'vnic' ? cable.tap : cable.name;
  const link = name === null ? undefined : graph.nodes.get(`link:${name}`);
  const bridge = isLink(link) ? link.master : null;
  return {
    cable: vm === undefined ? cable.name : `${vm.name}’s ${cable.name}`,
    unplug:
      name === null || bridge === null
        ? { possible: false, words: notPlugged(name, cable) }
        : {
            possible: true,
            words: `${name} leaves ${bridge}, as if the cable were pulled out of the switch. ${
              vm === undefined
                ? 'The interface stays and can be connected again.'
                : `${vm.name} keeps the vNIC, and connects it again at its next boot.`
            }`,
          },
    detach:
      !isGuest(vm) || isBare(vm) || vm.runtime !== undefined
        ? null
        : `The vNIC is removed from ${vm.name}. While the VM runs, the guest has to release it.`,
  };
}

function notPlugged(name: string | null, cable: TopologyNode): string {
  if (name !== null) return `${name} isn’t connected to any bridge.`;
  return cable.kind === 'vnic' && cable.sourceType === 'hostdev'
    ? 'A device that is passed through to the VM isn’t connected to a bridge.'
    : 'It isn’t connected now: this VM isn’t running.';
}
