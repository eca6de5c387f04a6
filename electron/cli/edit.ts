import type { Edit, Planned } from '#shared/edits/model.ts';
import { lockRefusal } from '#shared/lock.ts';
import { graphOf } from '#shared/topology/graph.ts';
import type { Topology } from '#shared/topology/model.ts';
import { UserFailure } from '#shared/userFailure.ts';
import type { Engine } from '../engine/engine.ts';
import { ReadOnlyLock } from '../engine/session/readOnlyLock.ts';
import { configDirectory } from '../files/kept.ts';
import { applyPlan } from './apply.ts';
import type { Invocation } from './command.ts';
import { settleInterrupted } from './interrupted.ts';
import { yellow } from './line.ts';
import { planLines } from './planText.ts';
import { resolveCable, resolveTarget, resolveVm } from './resolve.ts';
import { linksWereRead, noteSources } from './sources.ts';
import type { Terminal } from './terminal.ts';
import { withEngine } from './withEngine.ts';

/**
 * `move`, `attach`, `detach`, `unplug`, `link`: plans, shows the plan, asks, applies. Exits with 0 only when a fresh
 * read shows the edit, be it before anything was done; with `--dry-run` when it can be planned.
 */
export async function edit(invocation: Invocation, terminal: Terminal): Promise<number> {
  const { readOnly, json, dryRun, yes } = invocation;
  if (!dryRun && !yes && !terminal.interactive) {
    throw new UserFailure(
      'Nothing was changed: there is no terminal at which to ask.',
      'Use --yes to apply without asking, or --dry-run to see the plan.',
    );
  }
  const lock = await ReadOnlyLock.open(configDirectory(), readOnly);
  if (lock.remark !== null) terminal.note(yellow('! '), lock.remark);
  // The engine refuses as well; here nobody is asked first, nor waits for the host to be read.
  const locked = dryRun ? null : lockRefusal(lock.state);
  if (locked !== null) throw new UserFailure(locked.why, `${locked.advice} --dry-run shows the plan.`);
  return withEngine(invocation, lock, terminal, async (engine) => {
    const { topology } = engine.current();
    if (!json) noteSources(topology, terminal);
    if (!linksWereRead(topology)) {
      throw new UserFailure('Nothing was changed: the links of this host could not be read.', '');
    }
    if (!dryRun && !(await settleInterrupted(engine, invocation, terminal))) return 1;
    // It may be another host by now.
    const planned = planOf(engine, editOf(invocation, engine.current().topology), terminal);
    if (!planned.ok) return tellRefusal(planned, json, terminal);
    if (!dryRun) return applyPlan(engine, planned.plan, invocation, terminal);
    if (json) terminal.json(planned);
    else for (const line of planLines(planned.plan)) terminal.out(...line);
    return 0;
  });
}

/** What was just read may show already what is asked for: then there is nothing to do, and nothing is wrong. */
function tellRefusal(
  planned: Extract<Planned, { readonly ok: false }>,
  json: boolean,
  terminal: Terminal,
): number {
  const { why, advice, already, command = '' } = planned.refusal;
  if (json) terminal.json(planned);
  else if (already) terminal.out(why);
  else terminal.note([why, advice, command].filter(Boolean).join(' '));
  return already ? 0 : 1;
}

/** What could cut the user off is planned under the guard, after it was said why. */
function planOf(engine: Engine, edit: Edit, terminal: Terminal): Planned {
  const planned = engine.plan(edit);
  const guarded = planned.ok ? undefined : planned.refusal.guarded;
  if (planned.ok || guarded === undefined) return planned;
  terminal.note(yellow('! '), `${planned.refusal.why} So it runs under a guard.`);
  return engine.plan(guarded);
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
      return linkEditOf(topology, first, second === 'down' ? 'down' : 'up', persist);
  }
}

/** A vNIC's cable has a guest's end, which is what is meant; a link that backs none has only the host's. */
function linkEditOf(
  topology: Topology,
  text: string,
  state: 'up' | 'down',
  persist: Invocation['persist'],
): Edit {
  const id = resolveCable(topology, text);
  const { nodes, into } = graphOf(topology);
  const node = nodes.get(id);
  const isLoose = node?.kind !== 'vnic' && !into(id).some(({ kind }) => kind === 'backs');
  if (!isLoose) return { kind: 'link', cable: id, state, persist };
  if (persist !== undefined && persist !== 'now') {
    throw new UserFailure(
      `${node?.name ?? text} is a link of the host, so its state can’t be saved in a VM.`,
      'Omit --persist, and set it in the configuration that creates it at boot.',
    );
  }
  return { kind: 'link-set', link: id, state };
}
