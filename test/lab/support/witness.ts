import { TestRunner } from 'vitest';
import { Engine } from '#electron/engine/engine.ts';
import type { ApplyResult, Planned } from '#shared/edits/model.ts';

// What a test really did and looked at, which no `proves` may go beyond.

/** What a test looks at the host with, beside Patchbay. */
export type Tool = 'ip' | 'bridge' | 'virsh' | 'ovs-vsctl';

const tools: { readonly [T in Tool]: true } = {
  ip: true,
  bridge: true,
  virsh: true,
  'ovs-vsctl': true,
};

export function isTool(deed: Deed | undefined): deed is Tool {
  return deed !== undefined && Object.hasOwn(tools, deed);
}

/** What was done, or what was asked about it afterwards. */
type Deed = 'edit' | 'undo' | 'redo' | Tool;

const deedsOf = new WeakMap<object, Deed[]>();

/** The running test has done this. */
export function witness(deed: Deed): void {
  const test = TestRunner.getCurrentTest();
  if (test !== undefined) deedsOf.set(test, [...witnessed(test), deed]);
}

/** What a test has done, in its order. */
export function witnessed(test: object): readonly Deed[] {
  return deedsOf.get(test) ?? [];
}

/** An engine that tells of each edit, undo and redo that it has done. */
export class WitnessedEngine extends Engine {
  readonly #ways = new Map<string, 'undo' | 'redo'>();

  override planUndo(): Planned {
    return this.#noted('undo', super.planUndo());
  }

  override planRedo(): Planned {
    return this.#noted('redo', super.planRedo());
  }

  override async apply(...[planId, ...more]: Parameters<Engine['apply']>): Promise<ApplyResult> {
    const result = await super.apply(planId, ...more);
    if (result.outcome === 'done') witness(this.#ways.get(planId) ?? 'edit');
    return result;
  }

  #noted(way: 'undo' | 'redo', planned: Planned): Planned {
    if (planned.ok) this.#ways.set(planned.plan.id, way);
    return planned;
  }
}
