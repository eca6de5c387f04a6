import { describe, expect, it } from 'vitest';
import type { Edit } from '#shared/edits/model.ts';
import { planOps } from '#shared/edits/plan.ts';
import type { Domain } from '#shared/host/domain.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { buildTopology } from '#shared/topology/build.ts';
import { linkId, networkId, vmId, vnicId } from '#shared/topology/model.ts';
import { aBridge, aNetwork } from '../support/facts.ts';
import { house, OFF, WEB } from './support/house.ts';
import { planned, refusalOf } from './support/plans.ts';
import { interfaceXml, slot, vnic } from './support/vnicXml.ts';

const MAC = '52:54:00:cc:00:01';
const net0 = vnicId(OFF, MAC);
const toBr1: Edit = { kind: 'move', cable: net0, to: linkId('br1') };

function card(source: string, ...more: string[]) {
  const type = source.includes('network=') ? 'network' : 'bridge';
  const inside = [`<mac address='${MAC}'/>`, source, "<model type='e1000'/>", ...more, slot(2)];
  return vnic(interfaceXml(type, ...inside));
}

const onBr0 = card("<source bridge='br0'/>");

/** The house with its VM `off` changed. */
function withOff(changes: Partial<Domain>, facts = house()): HostSnapshot {
  const domains = facts.domains.map((each) => (each.uuid === OFF ? { ...each, ...changes } : each));
  return { ...facts, domains };
}

describe('an edit of a VM with a managed-save image', () => {
  it('moves it in the image and in the definition, the image first, and says so', () => {
    const { steps, effects, lasts } = planned(withOff({ saved: [onBr0] }), toBr1);
    expect(lasts).toBe('boot');
    expect(steps.map(({ op }) => 'scope' in op && op.scope)).toEqual(['saved', 'config']);
    expect(effects).toContain('The saved image of off also starts on br1.');
    const [image] = steps;
    expect(image?.command).toEqual({
      argv: ['virsh', '-c', 'qemu:///system', 'managedsave-define', OFF, '/dev/stdin'],
      edited: {
        argv: ['virsh', '-c', 'qemu:///system', 'managedsave-dumpxml', OFF, '--security-info'],
        was: onBr0.xml,
        by: expect.stringContaining("<source bridge='br1'/>"),
      },
    });
    expect(image?.expects).toEqual([
      {
        is: 'vnic-source',
        domain: OFF,
        vnic: expect.anything(),
        scope: 'saved',
        target: { kind: 'bridge', bridge: 'br1' },
      },
    ]);
    expect(image?.inverse).toMatchObject({ scope: 'saved', target: { kind: 'bridge', bridge: 'br0' } });
  });

  it('changes only the image where the definition is there already, and the other way round', () => {
    const imageBehind = withOff({ saved: [onBr0], defined: [card("<source bridge='br1'/>")] });
    const image = planned(imageBehind, toBr1);
    expect(image.steps.map(({ op }) => 'scope' in op && op.scope)).toEqual(['saved']);
    expect(image.effects).toContain(
      'The saved image of off starts on br1 from now on. The definition doesn’t change.',
    );
    const definitionBehind = withOff({ saved: [card("<source bridge='br1'/>")] });
    const definition = planned(definitionBehind, toBr1);
    expect(definition.steps.map(({ op }) => 'scope' in op && op.scope)).toEqual(['config']);
  });

  it('is already so only where both are there', () => {
    const both = withOff({
      saved: [card("<source bridge='br1'/>")],
      defined: [card("<source bridge='br1'/>")],
    });
    expect(refusalOf(both, toBr1).already).toBe(true);
  });

  it('starts from where the image is, whatever the definition says', () => {
    const facts = withOff({ saved: [card("<source network='default'/>")] });
    expect(planned(facts, toBr1).title).toBe('Move off’s net0 from the network default to br1');
  });

  it.each<[string, Edit]>([
    ['an attach', { kind: 'attach', vm: vmId(OFF), to: linkId('br1') }],
    ['a detach', { kind: 'detach', cable: net0 }],
    ['a link set down', { kind: 'link', cable: net0, state: 'down' }],
    ['another model', { kind: 'vnic-change', cable: net0, model: 'virtio', mac: MAC }],
    ['another MAC', { kind: 'vnic-change', cable: net0, model: 'e1000', mac: '52:54:00:cc:00:99' }],
  ])('refuses %s, with the reason and both ways out', (_, edit) => {
    expect(planned(withOff({}), edit).steps).not.toHaveLength(0);
    const { why, advice } = refusalOf(withOff({ saved: [onBr0] }), edit);
    expect(why).toContain('off is saved: its next start resumes the saved image');
    expect(advice).toContain('Start off');
    expect(advice).toContain(`virsh -c qemu:///system managedsave-remove ${OFF}`);
  });

  it('refuses a place for which the resumed guest would need another card', () => {
    const pool = aNetwork('pool', { forward: 'hostdev', bridge: null, addresses: [] });
    const facts = { ...withOff({ saved: [onBr0] }), networks: [...house().networks, pool] };
    const { why } = refusalOf(facts, { kind: 'move', cable: net0, to: networkId('pool') });
    expect(why).toContain('can’t be connected to the network pool');
  });

  it('changes only the definition of a vNIC that the image does not have, and says what that means', () => {
    const { steps, warnings } = planned(withOff({ saved: [] }), toBr1);
    expect(steps.map(({ op }) => 'scope' in op && op.scope)).toEqual(['config']);
    expect(warnings.join(' ')).toContain(`The saved image of off has no vNIC ${MAC}`);
  });

  it('says where it is not known whether there is an image', () => {
    const words = 'Patchbay couldn’t check whether off has a saved image.';
    expect(planned(withOff({ saved: null }), toBr1).warnings.join(' ')).toContain(words);
    expect(planned(withOff({}), toBr1).warnings.join(' ')).not.toContain(words);
  });

  it('says what reverting to a snapshot brings back, of a running VM too', () => {
    const told = (name: string) =>
      `${name} has snapshots: reverting to one restores the connections of that time.`;
    expect(planned(withOff({ hasSnapshots: true }), toBr1).effects).toContain(told('off'));
    const running = house();
    const domains = running.domains.map((each) =>
      each.uuid === WEB ? { ...each, hasSnapshots: true as const } : each,
    );
    const move: Edit = { kind: 'move', cable: vnicId(WEB, '52:54:00:aa:00:01'), to: linkId('br1') };
    expect(planned({ ...running, domains }, move).effects).toContain(told('web 01'));
    expect(planned({ ...running, domains }, { ...move, persist: 'now' }).effects).not.toContain(
      told('web 01'),
    );
  });
});

describe('ops that lead back, of a VM that was saved meanwhile', () => {
  const options = { id: 'undo' };
  const words = { title: '', effects: [], lasts: 'boot', undoTitle: '', touches: [], done: '' } as const;
  const key = { mac: MAC, alias: null, address: null };
  const planBack = (facts: HostSnapshot, ...ops: Parameters<typeof planOps>[2]) =>
    planOps(facts, buildTopology(facts, 1), ops, words, options);

  it('take the image along', () => {
    const facts = withOff({
      saved: [card("<source bridge='br1'/>")],
      defined: [card("<source bridge='br1'/>")],
    });
    const planned = planBack(facts, {
      op: 'vnic-source',
      domain: OFF,
      vnic: key,
      scope: 'config',
      target: { kind: 'bridge', bridge: 'br0' },
    });
    expect(planned).toMatchObject({
      ok: true,
      plan: { steps: [{ op: { scope: 'saved' } }, { op: { scope: 'config' } }] },
    });
  });

  it('are refused where the image can’t follow', () => {
    const facts = withOff({ saved: [onBr0] });
    const remove = { op: 'vnic-remove', domain: OFF, scope: 'config', vnic: key } as const;
    expect(planBack(facts, remove)).toMatchObject({
      ok: false,
      refusal: { why: expect.stringContaining('off is saved') },
    });
  });
});

describe('what a saved image needs', () => {
  it('is told where it is deleted', () => {
    const facts = withOff({ saved: [card("<source network='default'/>")], defined: [] });
    const words = 'The saved image of off is on default, and can’t be resumed while it is inactive.';
    const stop: Edit = { kind: 'network-set', network: networkId('default'), active: false };
    const networks = facts.networks.map((each) => ({
      ...each,
      definition: `<network><name>${each.name}</name><uuid>${each.uuid}</uuid></network>`,
    }));
    expect(planned({ ...facts, networks }, stop).warnings).toContain(words);
    expect(
      planned({ ...facts, networks }, { kind: 'network-delete', network: networkId('default') }).warnings,
    ).toContain(words);
  });

  it('is told of a bridge, too', () => {
    const facts = withOff({ saved: [card("<source bridge='br9'/>")] }, house());
    const links = [...facts.links, aBridge('br9')];
    const { warnings } = planned({ ...facts, links }, { kind: 'link-delete', link: linkId('br9') });
    expect(warnings).toContain('The saved image of off is on it, and can’t be resumed without it.');
  });
});
