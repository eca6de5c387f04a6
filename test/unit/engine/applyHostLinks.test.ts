import { describe, expect, it } from 'vitest';
import type { Op } from '#shared/ops/op.ts';
import { linkId } from '#shared/topology/model.ts';
import { house } from '../edits/support/house.ts';
import { fails, Stage, stepsOf } from './support/applyStage.ts';

const options = { stp: true, forwardDelay: 4, vlanFiltering: true } as const;

describe('applying edits of the host’s links', () => {
  it('puts back a bridge of which the kernel set some options before it refused one', async () => {
    const steps = stepsOf({ kind: 'bridge-set', bridge: linkId('br1'), ...options });
    const half: Op = { op: 'bridge-options', bridge: 'br1', ...options, vlanFiltering: false };
    const inverse = steps[0]?.inverse;
    if (inverse === undefined) throw new Error('no steps');
    const stage: Stage = new Stage(house(), [
      { does: half, ends: fails('RTNETLINK answers: Operation not supported') },
      { does: inverse },
    ]);
    const applied = await stage.apply(steps);
    expect(applied.outcome).toBe('put-back');
    expect(applied.message).toContain('doesn’t support VLAN filtering');
    expect(stage.facts.links).toEqual(
      house().links.map((each) => expect.objectContaining({ name: each.name, bridge: each.bridge })),
    );
  });

  it('leaves a bridge alone that somebody else made under the same name a moment before', async () => {
    const steps = stepsOf({ kind: 'bridge-create', name: 'br9', ...options, mtu: null });
    const stage: Stage = new Stage(house(), [
      {
        ends: fails('RTNETLINK answers: File exists'),
        meanwhile: () =>
          stage.obey({ op: 'link-add', link: { kind: 'bridge', name: 'br9', mac: null, ...options } }),
      },
    ]);
    const applied = await stage.apply(steps);
    expect(applied.outcome).toBe('put-back');
    expect(applied.message).toMatch(/already has a link with this name.* Nothing was changed/);
    expect(stage.run).toHaveLength(1);
    expect(stage.facts.links.some(({ name }) => name === 'br9')).toBe(true);
  });
});
