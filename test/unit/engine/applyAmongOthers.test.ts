import { describe, expect, it } from 'vitest';
import { linkId } from '#shared/topology/model.ts';
import { house, WEB } from '../edits/support/house.ts';
import { aSource } from '../support/facts.ts';
import { fails, moveBoth, net0, opOf, outcomes, Stage, stepsOf } from './support/applyStage.ts';

describe('applying steps while the host changes or can’t be read', () => {
  it('takes facts that are not of now for nothing, and runs nothing blindly: libvirtd died between two steps', async () => {
    const steps = moveBoth();
    const stage: Stage = new Stage(house(), [
      { does: opOf(steps, 0) },
      {
        meanwhile: () => {
          stage.facts = { ...stage.facts, sources: [aSource('ip-link'), aSource('virsh', 'failed')] };
        },
        ends: fails('error: Disconnected from qemu:///system due to end of file'),
      },
    ]);
    const applied = await stage.apply(steps);
    expect(applied.outcome).toBe('half-done');
    expect(outcomes(applied)).toEqual(['unknown', 'unknown']);
    expect(applied.message).toContain(`What is left of this can’t be seen at present: “${steps[1]?.title}”`);
    expect(applied.message).not.toContain('could not be put back');
    expect(stage.run).toHaveLength(2);
  });

  it('is not done while what an earlier step was about can’t be read at the end, and is once it can', async () => {
    const steps = stepsOf({
      kind: 'several',
      edits: [
        { kind: 'link', cable: net0, state: 'down', persist: 'now' },
        { kind: 'link-set', link: linkId('br2'), state: 'down' },
      ],
    });
    const [first] = steps;
    expect(steps.map(({ rights }) => rights)).toEqual(['libvirt', 'net-admin']);
    const play = async (returns: boolean) => {
      const blind = () => {
        stage.facts = { ...stage.facts, sources: [aSource('ip-link'), aSource('virsh', 'failed')] };
      };
      const stage: Stage = new Stage(house(), [
        { does: opOf(steps, 0) },
        { does: opOf(steps, 1), meanwhile: blind },
        ...(returns ? [] : steps[1] === undefined ? [] : [{ does: steps[1].inverse }]),
      ]);
      stage.onTold = (doing) => {
        if (returns && doing.startsWith('Waiting until all of it'))
          stage.facts = { ...stage.facts, sources: house().sources };
      };
      return stage.apply(steps);
    };
    expect((await play(true)).outcome).toBe('done');
    const unseen = await play(false);
    expect(unseen.outcome).toBe('half-done');
    expect(unseen.message).toContain(`What is left of this can’t be seen at present: “${first?.title}”`);
  });

  it('waits for a libvirtd that was restarted before it puts back', async () => {
    const steps = moveBoth();
    const before = house();
    const inverse = steps[0]?.inverse;
    const stage: Stage = new Stage(before, [
      { does: opOf(steps, 0) },
      {
        meanwhile: () => {
          stage.facts = { ...stage.facts, sources: [aSource('ip-link'), aSource('virsh', 'failed')] };
        },
        ends: fails('error: failed to connect to the hypervisor'),
      },
      ...(inverse === undefined ? [] : [{ does: inverse }]),
    ]);
    const applying = stage.apply(steps);
    stage.onTold = (doing) => {
      if (doing.endsWith('once the host can be read again'))
        stage.facts = { ...stage.facts, sources: before.sources };
    };
    const applied = await applying;
    expect(applied.outcome).toBe('put-back');
    expect(stage.facts.links).toEqual(before.links);
  });

  it('leaves a place alone that somebody else has chosen meanwhile, and says so', async () => {
    const steps = moveBoth();
    const elsewhere = stepsOf({ kind: 'move', cable: net0, to: linkId('br2'), persist: 'now' });
    const stage: Stage = new Stage(house(), [
      { does: opOf(steps, 0) },
      { ends: fails('error: no'), meanwhile: () => stage.obey(opOf(elsewhere, 0)) },
    ]);
    const applied = await stage.apply(steps);
    expect(applied.outcome).toBe('half-done');
    expect(applied.message).toContain(
      `Somebody else has changed this meanwhile, and it was left as they have it: “${steps[0]?.title}”`,
    );
    expect(outcomes(applied)).toEqual(['not-put-back', 'failed']);
    expect(applied.steps[0]?.mismatch).toContain('br2');
  });

  it('is not done when somebody else undoes a step before the last one is: the rest is put back', async () => {
    const steps = moveBoth();
    const [first, second] = steps.map(({ inverse }) => inverse);
    if (first === undefined || second === undefined) throw new Error('no steps');
    const stage: Stage = new Stage(house(), [
      { does: opOf(steps, 0) },
      { does: opOf(steps, 1), meanwhile: () => stage.obey(first) },
      { does: second },
    ]);
    const applied = await stage.apply(steps);
    expect(applied.outcome).toBe('put-back');
    expect(applied.message).toContain('Somebody else has changed the host in the meantime.');
    expect(outcomes(applied)).toEqual(['put-back', 'put-back']);
  });

  it('is done, and says so, when the VM was stopped after its definition was changed too', async () => {
    const steps = moveBoth();
    const stage: Stage = new Stage(house(), [
      { does: opOf(steps, 0) },
      {
        does: opOf(steps, 1),
        meanwhile: () => stage.change(WEB, { state: 'shut off', active: false, live: [] }),
      },
    ]);
    const applied = await stage.apply(steps);
    expect(applied.outcome).toBe('done');
    expect(applied.message).toContain('web 01 was stopped in the meantime');
  });

  it('tells of a VM that migrated away with what was done to it', async () => {
    const steps = moveBoth();
    const stage: Stage = new Stage(house(), [
      { does: opOf(steps, 0) },
      { ends: fails('error: failed to get domain'), meanwhile: () => stage.change(WEB, null) },
    ]);
    const applied = await stage.apply(steps);
    expect(applied.outcome).toBe('half-done');
    expect(applied.steps[0]?.mismatch).toBe(
      'The VM is no longer on this host: it was removed or migrated away.',
    );
    expect(stage.run).toHaveLength(2);
  });

  it('touches no other link that has got the name of the one that was meant', async () => {
    const steps = [
      ...stepsOf({ kind: 'unplug', cable: linkId('plugged') }),
      ...stepsOf({ kind: 'unplug', cable: net0 }),
    ];
    const stage: Stage = new Stage(house(), [
      {
        does: opOf(steps, 0),
        meanwhile: () => {
          const links = stage.facts.links.map((link) =>
            link.name === 'vnet0' ? { ...link, ifindex: 9999 } : link,
          );
          stage.facts = { ...stage.facts, links };
        },
      },
      { does: { op: 'port-master', link: 'plugged', master: 'br1' } },
    ]);
    const applied = await stage.apply(steps);
    expect(applied.outcome).toBe('put-back');
    expect(applied.message).toContain('vnet0 is now a different link than the one this was planned for');
    expect(stage.run.filter((command) => command.includes('vnet0'))).toEqual([]);
  });
});
