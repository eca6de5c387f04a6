import { describe, expect, it } from 'vitest';
import type { RepairOffer } from '#shared/edits/repairs.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import type { Topology } from '#shared/topology/model.ts';
import { repairsOf } from '../support/differences.ts';
import { engineOnDemo } from './engineOnDemo.ts';

/** Every repair of every difference, with what it is to mend. */
function offers(topology: Topology): { title: string; conflict: string; edit: RepairOffer['edit'] }[] {
  return topology.edges.flatMap((edge) =>
    repairsOf(topology, edge.id).flatMap(({ conflict, repairs }) =>
      repairs.map(({ edit }) => ({
        title: `${conflict.code} by ${edit.repair}`,
        conflict: `${conflict.code} ${edit.cable}`,
        edit,
      })),
    ),
  );
}

const tried = await (async () => {
  const { engine, close } = await engineOnDemo();
  const found = offers(engine.current().topology);
  await close();
  return found;
})();

/** What repairs change, and a new TAP's name does not. */
function cabling({ domains, links }: HostSnapshot): object {
  const sides = domains.map(({ uuid, live, defined }) => [
    uuid,
    live.map((one) => [one.mac, one.source, one.linkState, masterOf(links, one.targetDev)]).sort(),
    defined.map((one) => [one.mac, one.source, one.linkState]).sort(),
  ]);
  return { sides };
}

function masterOf(links: HostSnapshot['links'], name: string | null): string | null {
  return links.find((link) => link.name === name)?.master ?? null;
}

describe('the demo host’s broken cables', () => {
  it('are of each kind that has a repair', () => {
    expect(new Set(tried.map(({ title }) => title))).toEqual(
      new Set([
        'other-bridge by tell-libvirt',
        'other-bridge by replug',
        'orphaned by replug',
        'next-boot by keep-place',
        'next-boot by place-as-defined',
        'next-boot-link by keep-link',
        'next-boot-link by link-as-defined',
        'only-now by keep-vnic',
        'only-now by remove-now',
        'only-next-boot by add-now',
        'only-next-boot by remove-at-boot',
      ]),
    );
  });

  it.each(tried)('$title: mends it, and is undone', async ({ conflict, edit }) => {
    const { engine, close } = await engineOnDemo();
    const conflicts = () => offers(engine.current().topology).map((offer) => offer.conflict);
    const before = cabling(engine.current().snapshot);
    const planned = engine.plan(edit);
    if (!planned.ok) throw new Error(planned.refusal.why);
    expect((await engine.apply(planned.plan.id)).message).toBe('Done: a new read of the host shows it.');
    expect(conflicts()).not.toContain(conflict);
    const undo = engine.planUndo();
    if (!undo.ok) throw new Error(undo.refusal.why);
    expect((await engine.apply(undo.plan.id)).outcome).toBe('done');
    expect(cabling(engine.current().snapshot)).toEqual(before);
    expect(conflicts()).toContain(conflict);
    await close();
  });
});
