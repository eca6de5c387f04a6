import type { DomainInterface } from '#shared/host/domain.ts';
import { linkId, networkId, type VnicNode } from '#shared/topology/model.ts';
import { contradictionsAs } from '../contradictions.ts';
import type { EditRepair } from '../finding.ts';
import type { Found, Rule } from '../rule.ts';
import type { Scene } from '../scene.ts';

/** A VM that is saved resumes with the network that its image has, whatever its definition says. */
export const savedImageDecides: Rule = {
  needs: ['virsh'],
  find: (scene) =>
    contradictionsAs('saved-image-decides', scene).map((found) => ({
      ...found,
      repairs: repairsOf(found, scene),
    })),
};

/** Both have it in another place: a move goes to the image and to the definition, each where it isn’t there already. */
function repairsOf({ subject: [id] }: Found, { graph, domains }: Scene): readonly EditRepair[] {
  const vnic = graph.nodes.get(id);
  const vm = vnic?.kind === 'vnic' ? graph.nodes.get(vnic.vm) : undefined;
  const domain = vm?.kind === 'vm' ? domains.get(vm.uuid) : undefined;
  if (vnic?.kind !== 'vnic' || domain === undefined) return [];
  const [saved, defined] = [ownIn(domain.saved ?? [], vnic), ownIn(domain.defined, vnic)];
  if (saved === null || defined === null) return [];
  // The definition is what may have been changed since, and is meant so.
  return [
    ...movedTo(defined, vnic, graph, (place) => `Move it to ${place} in the saved image too`),
    ...movedTo(saved, vnic, graph, (place) => `Move it to ${place} in the definition too`),
  ];
}

function ownIn(interfaces: readonly DomainInterface[], { mac }: VnicNode): DomainInterface | null {
  const [only, ...others] = interfaces.filter((one) => one.mac === mac);
  return only === undefined || others.length > 0 ? null : only;
}

function movedTo(
  { source: { network, bridge } }: DomainInterface,
  { id }: VnicNode,
  { nodes }: Scene['graph'],
  label: (place: string) => string,
): EditRepair[] {
  const to = network !== null ? networkId(network) : bridge !== null ? linkId(bridge) : null;
  const place = to === null ? undefined : nodes.get(to);
  if (to === null || place === undefined) return [];
  return [{ kind: 'edit', label: label(place.name), edit: { kind: 'move', cable: id, to } }];
}
