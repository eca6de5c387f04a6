import { describe, expect, it } from 'vitest';
import { nicModel } from '#shared/edits/fields.ts';
import type { VnicChange } from '#shared/edits/hostEdit.ts';
import { nicModels } from '#shared/host/nicModels.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { factsAfter } from '#shared/ops/steps.ts';
import { vnicId } from '#shared/topology/model.ts';
import { house, mac, OFF, TWINS, WEB } from './support/house.ts';
import { commandsOf, planned, refusalOf, xmlOf } from './support/plans.ts';

const NEW = '52:54:00:77:00:01';

/** The house with everything shut off. */
function atRest(): HostSnapshot {
  const host = house();
  return {
    ...host,
    domains: host.domains.map((each) => ({ ...each, state: 'shut off', active: false, live: [] })),
  };
}

function change(uuid: string, of: string, over: Partial<VnicChange>): VnicChange {
  return { kind: 'vnic-change', cable: vnicId(uuid, of), model: null, mac: null, ...over };
}

const macsOf = (facts: HostSnapshot) =>
  facts.domains.find(({ uuid }) => uuid === WEB)?.defined.map((vnic) => vnic.mac);

describe('changing the card of a shut-off VM', () => {
  it('changes the model in place, and all else stays', () => {
    const plan = planned(atRest(), change(WEB, mac(1), { model: 'e1000e' }));
    expect(commandsOf(plan)).toEqual([`virsh -c qemu:///system update-device ${WEB} /dev/stdin --config`]);
    expect(xmlOf(plan, 0)).toContain("<model type='e1000e'/>");
    expect(xmlOf(plan, 0)).toContain("<filterref filter='clean-traffic'/>");
    expect(xmlOf(plan, 0)).toContain("slot='0x02'");
    expect(plan.steps[0]?.inverseCommands[0]?.stdin).toContain("<model type='virtio'/>");
    expect(plan.warnings).toEqual([]);
  });

  it.each(nicModels)('knows the model %s, which forms offer, and warns of one that nobody knows', (model) => {
    const warned = (name: string) =>
      planned(atRest(), change(OFF, '52:54:00:cc:00:01', { model: name })).warnings.join(' ');
    if (model !== 'e1000') expect(warned(model)).not.toContain(`knows no ${model}`);
    expect(nicModel.parse(model)).toBe(model);
    expect(warned(`${model}x`)).toContain(`${model}x`);
  });

  it('changes the MAC by taking out and putting in, with all behind it, so that order and undo’s order stay', () => {
    const before = atRest();
    const plan = planned(before, change(WEB, mac(3), { mac: NEW }));
    expect(plan.steps.map(({ op }) => op.op)).toEqual([
      'vnic-remove',
      'vnic-remove',
      'vnic-remove',
      'vnic-add',
      'vnic-add',
      'vnic-add',
    ]);
    const after = factsAfter(
      before,
      plan.steps.map(({ op }) => op),
    );
    expect(macsOf(after)).toEqual([mac(1), mac(2), NEW, mac(4), mac(5)]);
    const back = factsAfter(after, plan.steps.map(({ inverse }) => inverse).toReversed());
    expect(macsOf(back)).toEqual(macsOf(before));
    expect(xmlOf(plan, 3)).toContain("slot='0x04'");
  });

  it('takes the model along with the MAC', () => {
    const plan = planned(atRest(), change(OFF, '52:54:00:cc:00:01', { mac: NEW, model: 'virtio' }));
    expect(plan.steps).toHaveLength(2);
    expect(xmlOf(plan, 1)).toContain("<model type='virtio'/>");
    expect(plan.steps[1]?.expects).toContainEqual(
      expect.objectContaining({ is: 'vnic-model', model: 'virtio' }),
    );
  });

  it('finds the one of two with one MAC', () => {
    const plan = planned(atRest(), change(TWINS, 'net0', { mac: NEW }));
    expect(plan.steps.map(({ op }) => ('vnic' in op ? op.vnic.address?.slice(-20) : 'in'))).toEqual([
      'slot=0x03 function=0x0'.slice(-20),
      'slot=0x02 function=0x0'.slice(-20),
      'in',
      'in',
    ]);
  });

  it('is refused while the VM runs, with what to do instead', () => {
    const refusal = refusalOf(house(), change(WEB, mac(1), { model: 'e1000' }));
    expect(refusal.why).toContain('libvirt can’t change a card');
    expect(refusal.advice).toContain('Shut web 01 down');
  });

  it('is refused where the VM has the MAC already, and where it is so already', () => {
    expect(refusalOf(atRest(), change(WEB, mac(1), { mac: mac(2) })).why).toContain(
      'has a vNIC with the MAC',
    );
    expect(refusalOf(atRest(), change(WEB, mac(1), { mac: mac(1), model: 'virtio' }))).toMatchObject({
      already: true,
    });
  });

  it('warns of a MAC that is held elsewhere or has an address kept for it, and of a model that nobody knows', () => {
    const host = atRest();
    const networks = host.networks.map((each) => ({
      ...each,
      definition: each.name === 'default' ? `<host mac='${mac(2)}' ip='192.168.122.9'/>` : null,
    }));
    const told = (edit: VnicChange) => planned({ ...host, networks }, edit).warnings.join(' ');
    expect(told(change(WEB, mac(2), { mac: '52:54:00:cc:00:01' }))).toContain('off also has the MAC');
    expect(told(change(WEB, mac(2), { mac: NEW }))).toContain('The network default reserves an address');
    expect(told(change(WEB, mac(2), { model: 'frobnic' }))).toContain('the VM won’t start');
  });
});
