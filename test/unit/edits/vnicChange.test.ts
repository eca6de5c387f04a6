import { describe, expect, it } from 'vitest';
import { nicModel, tapName } from '#shared/edits/fields.ts';
import type { VnicChange } from '#shared/edits/hostEdit.ts';
import { nicModels } from '#shared/host/nicModels.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { factsAfter } from '#shared/ops/steps.ts';
import { vnicId } from '#shared/topology/model.ts';
import { aNetwork } from '../support/facts.ts';
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

  it('gives the TAP a name in place, or back to libvirt, and undoes it', () => {
    const named = planned(atRest(), change(WEB, mac(1), { tap: 'web-lan' }));
    expect(commandsOf(named)).toEqual([`virsh -c qemu:///system update-device ${WEB} /dev/stdin --config`]);
    expect(named.title).toBe('Change web 01’s net0 to the TAP name web-lan');
    expect(xmlOf(named, 0)).toContain("<target dev='web-lan'/>");
    expect(named.steps[0]?.expects).toContainEqual(
      expect.objectContaining({ is: 'vnic-tap', tap: 'web-lan' }),
    );
    expect(named.steps[0]?.inverseCommands[0]?.stdin).not.toContain('<target');
    const after = factsAfter(
      atRest(),
      named.steps.map(({ op }) => op),
    );
    expect(refusalOf(after, change(WEB, mac(1), { tap: 'web-lan' }))).toMatchObject({ already: true });
    const back = planned(after, change(WEB, mac(1), { tap: null }));
    expect(xmlOf(back, 0)).not.toContain('<target');
    expect(back.steps[0]?.inverseCommands[0]?.stdin).toContain("<target dev='web-lan'/>");
  });

  it('keeps the TAP’s name where the MAC changes, and takes both', () => {
    const both = planned(atRest(), change(OFF, '52:54:00:cc:00:01', { mac: NEW, tap: 'off-lan' }));
    expect(xmlOf(both, 1)).toContain("<target dev='off-lan'/>");
    expect(both.steps[1]?.expects).toContainEqual(
      expect.objectContaining({ is: 'vnic-tap', tap: 'off-lan' }),
    );
  });

  it.each([
    ['a link of the host', 'br0', 'The host already has a link br0'],
    ['the bridge of a network', 'virbr9', 'the bridge of the network asleep'],
    ['another vNIC’s TAP', 'off-lan', 'A vNIC of off has a TAP called off-lan'],
  ])('is refused the name of %s', (_, tap, why) => {
    const rest = atRest();
    const taken = factsAfter(
      rest,
      planned(rest, change(OFF, '52:54:00:cc:00:01', { tap: 'off-lan' })).steps.map(({ op }) => op),
    );
    const asleep = aNetwork('asleep', { active: false, bridge: 'virbr9' });
    const host = { ...taken, networks: [...taken.networks, asleep] };
    expect(refusalOf(host, change(WEB, mac(1), { tap })).why).toContain(why);
  });

  it('is refused a name that libvirt ignores or the kernel can’t have, and where there is no TAP', () => {
    for (const name of ['vnet7', 'vif-lan', 'macvtap1', 'sixteen-letters-', 'a b', 'a/b', '-x', '']) {
      expect(tapName.safeParse(name).success, name).toBe(false);
    }
    expect(tapName.parse('web-lan')).toBe('web-lan');
    expect(refusalOf(atRest(), change(WEB, mac(4), { tap: 'web-lan' })).why).toContain('has no TAP');
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
