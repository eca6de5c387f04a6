import { applySteps } from '#electron/engine/apply/applySteps.ts';
import type { ApplyParts } from '#electron/engine/apply/parts.ts';
import type { Ran } from '#electron/engine/rights/rights.ts';
import type { Edit } from '#shared/edits/model.ts';
import type { RunOutcome } from '#shared/host/command.ts';
import type { Domain } from '#shared/host/domain.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { kindOf } from '#shared/ops/kinds.ts';
import type { Op } from '#shared/ops/op.ts';
import type { Step } from '#shared/ops/step.ts';
import { linkId, vnicId } from '#shared/topology/model.ts';
import { house, mac, WEB } from '../../edits/support/house.ts';
import { planned } from '../../edits/support/plans.ts';

/** What one command does to the simulated host, and how it ends. */
interface Act {
  readonly does?: Op;
  readonly ends?: Partial<RunOutcome & { kind: 'exited' }> | RunOutcome | Ran;
  readonly meanwhile?: () => void;
}

const ok: RunOutcome = { kind: 'exited', exitCode: 0, stdout: 'Device updated successfully', stderr: '' };
export const fails = (stderr: string): RunOutcome => ({ kind: 'exited', exitCode: 1, stdout: '', stderr });

/** A host that does with each command what the script says next; time passes only by waiting. */
export class Stage {
  facts: HostSnapshot;
  readonly told: string[] = [];
  readonly run: string[] = [];
  readonly abort = new AbortController();
  /** Called with each thing that is told. */
  onTold: (doing: string) => void = () => {};
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
      tell: (_, doing) => {
        this.told.push(doing);
        this.onTold(doing);
      },
    };
    return applySteps(steps, this.facts, parts, this.abort.signal);
  }
}

export const net0 = vnicId(WEB, mac(1));

export function stepsOf(edit: Edit, facts = house()): readonly Step[] {
  return planned(facts, edit).steps;
}

export const moveBoth = () => stepsOf({ kind: 'move', cable: net0, to: linkId('br1') });
export const opOf = (steps: readonly Step[], index: number): Op => {
  const step = steps[index];
  if (step === undefined) throw new Error('no such step');
  return step.op;
};
export const outcomes = (applied: Awaited<ReturnType<Stage['apply']>>) =>
  applied.steps.map(({ outcome }) => outcome);
