import { describe, expect, it } from 'vitest';
import type { Edit } from '#shared/edits/model.ts';
import { linkId, vmId, vnicId } from '#shared/topology/model.ts';
import { house, mac, OFF, WEB } from '../edits/support/house.ts';
import { aSource } from '../support/facts.ts';
import { net0, opOf, outcomes, Stage, stepsOf } from './support/applyStage.ts';

const edits: readonly [string, Edit, string][] = [
  ['a move', { kind: 'move', cable: net0, to: linkId('br1'), persist: 'now' }, WEB],
  ['an attach', { kind: 'attach', vm: vmId(WEB), to: linkId('br1'), persist: 'boot' }, WEB],
  ['a detach', { kind: 'detach', cable: vnicId(WEB, mac(2)), persist: 'boot' }, WEB],
  ['a link set down', { kind: 'link', cable: net0, state: 'down', persist: 'now' }, WEB],
  [
    'another model',
    {
      kind: 'vnic-change',
      cable: vnicId(OFF, '52:54:00:cc:00:01'),
      model: 'virtio',
      mac: '52:54:00:cc:00:01',
    },
    OFF,
  ],
];

describe('applying steps while the XML of their VM can’t be read', () => {
  it.each(edits)('does not say of %s that nothing was changed', async (_, edit, uuid) => {
    const steps = stepsOf(edit);
    const before = house();
    const stage: Stage = new Stage(before, [
      {
        // libvirt has done it; what is known of the VM stays what it was.
        meanwhile: () => {
          const unread = (['live', 'defined'] as const).map(
            (side) => ({ of: 'domain', uuid, side }) as const,
          );
          stage.facts = {
            ...before,
            sources: [aSource('ip-link'), { ...aSource('virsh', 'partial'), unread }],
          };
        },
      },
    ]);
    const applied = await stage.apply(steps);
    expect(applied.outcome).toBe('half-done');
    expect(outcomes(applied)).toEqual(['unknown']);
    expect(applied.message).toContain('couldn’t check whether the host shows it');
    expect(applied.message).not.toContain('Nothing was changed');
    expect(stage.run).toHaveLength(1);
  });

  it('does not mind that another VM can’t be read', async () => {
    const steps = stepsOf({ kind: 'move', cable: net0, to: linkId('br1'), persist: 'now' });
    const unread = [{ of: 'domain', uuid: OFF, side: 'defined' }] as const;
    const facts = house({ sources: [aSource('ip-link'), { ...aSource('virsh', 'partial'), unread }] });
    const stage = new Stage(facts, [{ does: opOf(steps, 0) }]);
    expect((await stage.apply(steps)).outcome).toBe('done');
  });
});
