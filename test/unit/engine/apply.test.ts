import { describe, expect, it } from 'vitest';
import type { Ran } from '#electron/engine/rights/rights.ts';
import { linkId } from '#shared/topology/model.ts';
import { house } from '../edits/support/house.ts';
import { fails, moveBoth, net0, opOf, outcomes, Stage, stepsOf } from './support/applyStage.ts';

describe('applying steps', () => {
  it('is done when a read shows each step', async () => {
    const steps = moveBoth();
    const stage = new Stage(house(), [{ does: opOf(steps, 0) }, { does: opOf(steps, 1) }]);
    const applied = await stage.apply(steps);
    expect(applied.outcome).toBe('done');
    expect(applied.done).toEqual(steps);
  });

  it('believes the host and not the exit code: "updated successfully" without effect is a failure', async () => {
    const steps = moveBoth();
    const applied = await new Stage(house(), [{}]).apply(steps);
    expect(applied.outcome).toBe('put-back');
    expect(applied.message).toContain('reports success');
    expect(outcomes(applied)).toEqual(['failed', 'not-run']);
    expect(applied.steps[0]?.mismatch).toContain('br0');
  });

  it('believes the host when a command fails although its effect is there', async () => {
    const steps = moveBoth();
    const stage = new Stage(house(), [
      { does: opOf(steps, 0), ends: fails('error: late') },
      { does: opOf(steps, 1) },
    ]);
    expect((await stage.apply(steps)).outcome).toBe('done');
  });

  it('waits for an effect that comes late, and says so', async () => {
    const steps = stepsOf({ kind: 'detach', cable: net0, persist: 'now' });
    const stage = new Stage(house(), [{}]);
    const applying = stage.apply(steps);
    stage.onTold = (doing) => {
      if (doing.startsWith('waiting for the guest')) stage.obey(opOf(steps, 0));
    };
    expect((await applying).outcome).toBe('done');
  });

  it('leaves a step out that is so already', async () => {
    const steps = moveBoth();
    const stage = new Stage(house(), [{ does: opOf(steps, 1) }]);
    stage.obey(opOf(steps, 0));
    const applied = await stage.apply(steps);
    expect(outcomes(applied)).toEqual(['already-so', 'done']);
    expect(applied.done).toEqual([steps[1]]);
  });

  it('puts back all that was done, the latest first', async () => {
    const steps = moveBoth();
    const before = house();
    const inverse = steps[0]?.inverse;
    const stage = new Stage(before, [
      { does: opOf(steps, 0) },
      { ends: fails('error: Failed to update device from /dev/stdin\nerror: No space left on device') },
      ...(inverse === undefined ? [] : [{ does: inverse }]),
    ]);
    const applied = await stage.apply(steps);
    expect(applied.outcome).toBe('put-back');
    expect(applied.message).toBe('virsh failed: No space left on device. What had been done was put back.');
    expect(outcomes(applied)).toEqual(['put-back', 'failed']);
    expect(stage.facts.links).toEqual(before.links);
    expect(stage.told).toContainEqual(expect.stringContaining('Putting back'));
  });

  it('puts back what a failed command left behind: ip frees the TAP before it finds no bridge', async () => {
    const steps = stepsOf({ kind: 'move', cable: linkId('plugged'), to: linkId('br0') });
    const stage = new Stage(house(), [
      {
        does: { op: 'port-master', link: 'plugged', master: null },
        ends: fails('RTNETLINK answers: Operation not supported'),
      },
      { does: { op: 'port-master', link: 'plugged', master: 'br1' } },
    ]);
    const applied = await stage.apply(steps);
    expect(applied.outcome).toBe('put-back');
    expect(stage.run.at(-1)).toBe('ip link set dev plugged master br1');
  });

  it('says plainly what could not be put back', async () => {
    const steps = moveBoth();
    const stage = new Stage(house(), [
      { does: opOf(steps, 0) },
      { ends: fails('error: no') },
      { ends: fails('error: no') },
    ]);
    const applied = await stage.apply(steps);
    expect(applied.outcome).toBe('half-done');
    expect(applied.message).toContain(`could not be put back: “${steps[0]?.title}”`);
    expect(outcomes(applied)).toEqual(['not-put-back', 'failed']);
  });

  it('tells of a command that hangs', async () => {
    const steps = moveBoth();
    const stage = new Stage(house(), [
      { ends: { kind: 'timed-out', afterMs: 40_000, stdout: '', stderr: '' } },
    ]);
    const applied = await stage.apply(steps);
    expect(applied.outcome).toBe('put-back');
    expect(applied.message).toContain('did not answer within 40 s');
  });

  it('runs nothing when it is cancelled before, and puts back when it is cancelled between', async () => {
    const steps = moveBoth();
    const early = new Stage(house(), []);
    early.abort.abort();
    expect(await early.apply(steps)).toMatchObject({
      outcome: 'cancelled',
      message: 'Cancelled. Nothing was changed.',
    });

    const inverse = steps[0]?.inverse;
    const between: Stage = new Stage(house(), [
      { does: opOf(steps, 0), meanwhile: () => between.abort.abort() },
      ...(inverse === undefined ? [] : [{ does: inverse }]),
    ]);
    const applied = await between.apply(steps);
    expect(applied.outcome).toBe('cancelled');
    expect(outcomes(applied)).toEqual(['put-back', 'not-run']);
  });

  it('tells, when it is cancelled while the guest does not answer, that the guest stays asked', async () => {
    const steps = stepsOf({ kind: 'detach', cable: net0 });
    const stage: Stage = new Stage(house(), [{ meanwhile: () => stage.abort.abort() }]);
    const applied = await stage.apply(steps);
    expect(applied).toMatchObject({
      outcome: 'cancelled',
      advice: expect.stringContaining('may still release'),
    });
    expect(applied.message).toBe(
      'Cancelled, while the guest had not released the vNIC yet. Nothing was changed.',
    );
  });

  it('tells the same when virsh itself was cut short: libvirt has passed the request on', async () => {
    const stage: Stage = new Stage(house(), [
      { ends: { kind: 'cancelled' }, meanwhile: () => stage.abort.abort() },
    ]);
    const applied = await stage.apply(stepsOf({ kind: 'detach', cable: net0 }));
    expect(applied).toMatchObject({
      outcome: 'cancelled',
      advice: expect.stringContaining('may still release'),
    });
  });

  it('is refused where the rights are not given, with the way to do it by hand', async () => {
    const steps = stepsOf({ kind: 'unplug', cable: net0 });
    const command = { argv: ['ip', 'link'] } as const;
    const refused: Ran = { kind: 'refused', command, message: 'No rights.', advice: 'sudo ip link …' };
    expect(await new Stage(house(), [{ ends: refused }]).apply(steps)).toMatchObject({
      outcome: 'refused',
      message: 'No rights. Nothing was changed.',
      advice: 'sudo ip link …',
    });
    const dismissed: Ran = { kind: 'dismissed', command };
    expect((await new Stage(house(), [{ ends: dismissed }]).apply(steps)).outcome).toBe('cancelled');
  });

  it("is refused where libvirt's socket is", async () => {
    const denied = "error: Failed to connect socket to '/run/libvirt/libvirt-sock': Permission denied";
    const applied = await new Stage(house(), [{ ends: fails(denied) }]).apply(moveBoth());
    expect(applied.outcome).toBe('refused');
    expect(applied.advice).toContain('libvirt');
  });
});
