import type { Edit } from '#shared/edits/model.ts';
import { lockRefusal } from '#shared/lock.ts';
import type { Topology } from '#shared/topology/model.ts';
import { configDirectory } from '../engine/kept.ts';
import { ReadOnlyLock } from '../engine/readOnlyLock.ts';
import { UserFailure } from '../engine/userFailure.ts';
import { applyPlan } from './apply.ts';
import type { Invocation } from './command.ts';
import { noteInterrupted } from './interrupted.ts';
import { yellow } from './line.ts';
import { planLines } from './planText.ts';
import { resolveCable, resolveTarget, resolveVm } from './resolve.ts';
import { linksWereRead, noteSources } from './sources.ts';
import type { Terminal } from './terminal.ts';
import { withEngine } from './withEngine.ts';

/**
 * `move`, `attach`, `detach`, `unplug`, `link`: plans, shows the plan, asks, applies. Exits with 0 only when a fresh
 * read shows the edit; with `--dry-run` when it can be planned.
 */
export async function edit(invocation: Invocation, terminal: Terminal): Promise<number> {
  const { host, readOnly, json, dryRun, yes } = invocation;
  if (!dryRun && !yes && !terminal.interactive) {
    throw new UserFailure(
      'Nothing was changed: there is no terminal at which to ask.',
      'Say --yes to apply without asking, or --dry-run to see the plan.',
    );
  }
  const lock = await ReadOnlyLock.open(configDirectory(), readOnly);
  if (lock.remark !== null) terminal.note(yellow('! '), lock.remark);
  // The engine refuses as well; here nobody is asked first, nor waits for the host to be read.
  const locked = dryRun ? null : lockRefusal(lock.state);
  if (locked !== null) throw new UserFailure(locked.why, `${locked.advice} --dry-run shows the plan.`);
  return withEngine(host, lock, async (engine) => {
    const { topology } = engine.current();
    if (!json) noteSources(topology, terminal);
    if (!linksWereRead(topology)) {
      throw new UserFailure('Nothing was changed: the links of this host could not be read.', '');
    }
    if (!dryRun) await noteInterrupted(engine, terminal);
    const planned = engine.plan(editOf(invocation, topology));
    if (!planned.ok) {
      if (json) terminal.json(planned);
      else terminal.note([planned.refusal.why, planned.refusal.advice].filter(Boolean).join(' '));
      return 1;
    }
    if (!dryRun) return applyPlan(engine, planned.plan, invocation, terminal);
    if (json) terminal.json(planned);
    else for (const line of planLines(planned.plan)) terminal.out(...line);
    return 0;
  });
}

/** @throws {UserFailure} where a word names nothing on this host, or several things */
function editOf({ command, args, persist, model, mac }: Invocation, topology: Topology): Edit {
  const [first = '', second = ''] = args;
  switch (command) {
    case 'move':
      return {
        kind: 'move',
        cable: resolveCable(topology, first),
        to: resolveTarget(topology, second),
        persist,
      };
    case 'attach':
      return {
        kind: 'attach',
        vm: resolveVm(topology, first),
        to: resolveTarget(topology, second),
        model,
        mac,
        persist,
      };
    case 'detach':
      return { kind: 'detach', cable: resolveCable(topology, first), persist };
    case 'unplug':
      return { kind: 'unplug', cable: resolveCable(topology, first) };
    default:
      return {
        kind: 'link',
        cable: resolveCable(topology, first),
        state: second === 'down' ? 'down' : 'up',
        persist,
      };
  }
}
