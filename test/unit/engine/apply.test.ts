import { describe, expect, it } from 'vitest';
import type { Edit, Step } from '#shared/edits/model.ts';
import type { Op } from '#shared/edits/op.ts';
import { kindOf } from '#shared/edits/ops/kinds.ts';
import type { RunOutcome } from '#shared/host/command.ts';
import type { Domain } from '#shared/host/domain.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { linkId, vnicId } from '#shared/topology/model.ts';
import { type ApplyParts, applySteps } from '../../../electron/engine/apply/applySteps.ts';
import type { Ran } from '../../../electron/engine/rights.ts';
import { source } from '../edits/support/facts.ts';
import { house, mac, WEB } from '../edits/support/house.ts';
import { planned } from '../edits/support/plans.ts';

/** What one command does to the simulated host, and how it ends. */
interface Act {
  readonly does?: Op;
  readonly ends?: Partial<RunOutcome & { kind: 'exited' }> | RunOutcome | Ran;
  readonly meanwhile?: () => void;
}

const ok: RunOutcome = { kind: 'exited', exitCode: 0, stdout: 'Device updated successfully', stderr: '' };
const fails = (stderr: string): RunOutcome => ({ kind: 'exited', exitCode: 1, stdout: '', stderr });

/** A host that does with each command what the script says next; time passes only by waiting. */
class Stage {
  facts: HostSnapshot;
  readonly told: string[] = [];
  readonly run: string[] = [];
  readonly abort = new AbortController();
  readonly #script: Act[];
  #now = 0;

  constructor(facts: HostSnapshot, script: readonly Act[]) {
    this.facts = facts;
    this.#script = [...script];
  }

  obey(op: Op): void {
    this.facts = kindOf(op).after(op, this.facts);
  }

  /** @param facts null: the domain is gone */
  change(uuid: string, facts: Partial<Domain> | null): void {
    const domains = this.facts.domains.flatMap((domain) =>
      domain.uuid !== uuid ? domain : facts === null ? [] : { ...domain, ...facts },
    );
    this.facts = { ...this.facts, domains };
  }

  apply(steps: readonly Step[]) {
    const parts: ApplyParts = {
      rights: {
        run: async (command) => {
          const act = this.#script.shift();
          if (act === undefined) throw new Error(`not in the script: ${command.argv.join(' ')}`);
          this.run.push(command.argv.join(' '));
          if (act.does !== undefined) this.obey(act.does);
          act.meanwhile?.();
          const ends = act.ends ?? ok;
          return 'kind' in ends &&
            (ends.kind === 'refused' || ends.kind === 'dismissed' || ends.kind === 'ran')
            ? (ends as Ran)
            : { kind: 'ran', command, outcome: { ...ok, ...ends } as RunOutcome };
        },
      },
      clock: {
        now: () => this.#now,
        sleep: async (ms) => {
          this.#now += ms;
        },
      },
      read: async () => this.facts,
      tell: (_, doing) => this.told.push(doing),
    };
    return applySteps(steps, this.facts, parts, this.abort.signal);
  }
}

const net0 = vnicId(WEB, mac(1));

function stepsOf(edit: Edit, facts = house()): readonly Step[] {
  return planned(facts, edit).steps;
}

const moveBoth = () => stepsOf({ kind: 'move', cable: net0, to: linkId('br1') });
const opOf = (steps: readonly Step[], index: number): Op => {
  const step = steps[index];
  if (step === undefined) throw new Error('no such step');
  return step.op;
};
const outcomes = (applied: Awaited<ReturnType<Stage['apply']>>) =>
  applied.steps.map(({ outcome }) => outcome);

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
    stage.told.push = (doing: string) => {
      if (doing.startsWith('waiting for the guest')) stage.obey(opOf(steps, 0));
      return 0;
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

  it('takes facts that are not of now for nothing, and runs nothing blindly: libvirtd died between two steps', async () => {
    const steps = moveBoth();
    const stage: Stage = new Stage(house(), [
      { does: opOf(steps, 0) },
      {
        meanwhile: () => {
          stage.facts = { ...stage.facts, sources: [source('ip-link'), source('virsh', 'failed')] };
        },
        ends: fails('error: Disconnected from qemu:///system due to end of file'),
      },
    ]);
    const applied = await stage.apply(steps);
    expect(applied.outcome).toBe('half-done');
    expect(outcomes(applied)).toEqual(['unknown', 'unknown']);
    expect(applied.message).toContain(`What is left of this can't be seen at present: “${steps[1]?.title}”`);
    expect(applied.message).not.toContain('could not be put back');
    expect(stage.run).toHaveLength(2);
  });

  it('waits for a libvirtd that was restarted before it puts back', async () => {
    const steps = moveBoth();
    const before = house();
    const inverse = steps[0]?.inverse;
    const stage: Stage = new Stage(before, [
      { does: opOf(steps, 0) },
      {
        meanwhile: () => {
          stage.facts = { ...stage.facts, sources: [source('ip-link'), source('virsh', 'failed')] };
        },
        ends: fails('error: failed to connect to the hypervisor'),
      },
      ...(inverse === undefined ? [] : [{ does: inverse }]),
    ]);
    const applying = stage.apply(steps);
    stage.told.push = (doing: string) => {
      if (doing.endsWith('once the host can be read again'))
        stage.facts = { ...stage.facts, sources: before.sources };
      return 0;
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
    expect(applied.message).toContain('Somebody else has changed the host meanwhile.');
    expect(outcomes(applied)).toEqual(['put-back', 'put-back']);
  });

  it('is done, and says so, when the VM was stopped after its definition was changed too', async () => {
    const steps = moveBoth();
    const stage: Stage = new Stage(house(), [
      { does: opOf(steps, 0) },
      { does: opOf(steps, 1), meanwhile: () => stage.change(WEB, { state: 'shut off', live: [] }) },
    ]);
    const applied = await stage.apply(steps);
    expect(applied.outcome).toBe('done');
    expect(applied.message).toContain('web 01 has been stopped meanwhile');
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
      'The VM is no longer on this host: it was removed, or has migrated away.',
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
    expect(applied.message).toContain('vnet0 is another link than the one that this was planned for');
    expect(stage.run.filter((command) => command.includes('vnet0'))).toEqual([]);
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
