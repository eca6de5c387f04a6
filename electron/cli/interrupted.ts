import type { Planned } from '#shared/edits/model.ts';
import { shellLine } from '#shared/edits/shellWords.ts';
import { type GuardState, isUndecided } from '#shared/guard.ts';
import type { Interruption } from '#shared/history.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import type { Topology } from '#shared/topology/model.ts';
import { UserFailure } from '#shared/userFailure.ts';
import type { Engine } from '../engine/engine.ts';
import { listCommand } from '../engine/guard/guardCall.ts';
import { parseGuardList } from '../engine/guard/guardList.ts';
import { interruptionOf } from '../engine/history/interruption.ts';
import { JournaledEdits } from '../engine/history/journaledEdits.ts';
import { journalFor } from '../engine/history/journalFor.ts';
import { stateDirectory } from '../files/kept.ts';
import type { Host } from '../hosts/host.ts';
import { applyPlan } from './apply.ts';
import type { Invocation } from './command.ts';
import { dim, type Line, yellow } from './line.ts';
import { planLines } from './planText.ts';
import type { Terminal } from './terminal.ts';

/**
 * Before another edit: tells of edits during which a Patchbay exited, and leads them to an end. Where that is safe, the
 * person at the terminal is asked whether to revert them, and Enter is a yes. Those of which the host shows all or
 * nothing need no more than that, and are told of once; so are guarded ones that the host itself led to an end.
 * @returns false when one of them could not be reverted: nothing else should be changed then
 */
export async function settleInterrupted(
  engine: Engine,
  { yes, json, ignoreLock }: Pick<Invocation, 'yes' | 'json' | 'ignoreLock'>,
  terminal: Terminal,
): Promise<boolean> {
  const asks = terminal.interactive && !yes && !json;
  for (const guard of engine.guards.states) await decideGuard(engine, guard, asks, terminal);
  for (const interruption of engine.history().interrupted ?? []) {
    terminal.note(yellow('! '), `${new Date(interruption.at).toLocaleString('sv')}: ${interruption.told}`);
    const end =
      asks && interruption.revertible
        ? await offerRevert(engine, interruption, ignoreLock, terminal)
        : 'open';
    if (end === 'failed') return false;
    if (end === 'reverted') continue;
    if (end === 'open') for (const line of waysOut(engine, interruption)) terminal.note(...line);
    const { id, found, unconfirmed } = interruption;
    const isTold = (found === 'done' && !unconfirmed) || found === 'not-done';
    if (isTold || (end === 'left' && unconfirmed)) await settle(engine, id, terminal);
  }
  return true;
}

/** A guarded edit that another Patchbay began: one that waits is decided here, of one that has ended is told. */
async function decideGuard(
  { guards }: Engine,
  { id, title, told, phase, left }: GuardState,
  asks: boolean,
  terminal: Terminal,
): Promise<void> {
  terminal.note(yellow('! '), `${title}: ${told}`);
  const isOpen = phase === 'waiting' || phase === 'gone';
  if (!isOpen) return guards.settle(id);
  if (!asks) return terminal.note('  Confirm or revert it in the app: patchbay serve');
  const isKept =
    phase === 'waiting'
      ? await terminal.confirm(`Confirm? The host reverts it in ${left ?? 0} s.`)
      : !(await terminal.confirm('Revert it?', { enter: 'yes' }));
  if (isKept && phase === 'gone') return guards.settle(id);
  const { done, message, advice } = await (isKept ? guards.keep(id) : guards.revert(id));
  if (!done) terminal.note(yellow('! '), `${message} ${advice}`.trimEnd());
}

/** `left`: the user wants it as it is now · `open`: there is no plan that reverts it */
type End = 'reverted' | 'failed' | 'left' | 'open';

async function offerRevert(
  engine: Engine,
  { id, unconfirmed }: Interruption,
  ignoreLock: boolean,
  terminal: Terminal,
): Promise<End> {
  const planned = engine.past.planUndo(id);
  if (!planned.ok) return 'open';
  for (const line of planLines(planned.plan)) terminal.note(...line);
  const question = unconfirmed
    ? 'Revert it? Otherwise it is kept.'
    : 'Revert it? Otherwise it stays as it is.';
  if (!(await terminal.confirm(question, { enter: 'yes' }))) return 'left';
  const exitCode = await applyPlan(
    engine,
    planned.plan,
    { json: false, yes: false, ignoreLock },
    terminal,
    true,
  );
  if (exitCode !== 0) return 'failed';
  await engine.refresh();
  return 'reverted';
}

async function settle({ past }: Engine, id: string, terminal: Terminal): Promise<void> {
  try {
    await past.settle(id);
  } catch (error) {
    if (!(error instanceof UserFailure)) throw error;
    terminal.note(yellow('! '), [error.message, error.advice].filter(Boolean).join(' '));
  }
}

function waysOut({ past }: Engine, { id, found, unconfirmed }: Interruption): Line[] {
  if (found !== 'between' && !unconfirmed) return [];
  return [
    ...(unconfirmed ? [] : commandsOf('To finish it:', past.planFinish(id))),
    ...commandsOf('To revert it:', past.planUndo(id)),
    [`  Or choose in the app: patchbay serve`],
  ];
}

/** Not indented, so that a here-document can be pasted. */
function commandsOf(title: string, planned: Planned): Line[] {
  if (!planned.ok) return [];
  const lines = planned.plan.steps.flatMap(({ command }) => shellLine(command).split('\n'));
  return [[`  ${title}`], ...lines.map((line): Line => [dim(line)])];
}

/** For a command that only looks: a line for each edit that was interrupted, and where it can be reverted. */
export async function noteInterrupted(
  host: Host,
  snapshot: HostSnapshot,
  topology: Topology,
  terminal: Terminal,
): Promise<void> {
  const history = new JournaledEdits(journalFor(host, stateDirectory()));
  await history.load();
  const { interrupted } = history;
  const guarded = interrupted.some(({ begun }) => begun.guard !== undefined) ? await waitingGuards(host) : [];
  for (const edit of interrupted) {
    const { id, title, found, unconfirmed } = interruptionOf(edit, snapshot, topology);
    if (guarded.includes(id)) {
      terminal.note(
        yellow('! '),
        `“${title}” is not confirmed yet. Confirm or revert it in the app: patchbay serve`,
      );
      continue;
    }
    if (found !== 'between' && !unconfirmed) continue;
    const what = unconfirmed ? 'was not confirmed' : 'was interrupted, and a part of it is on the host';
    terminal.note(
      yellow('! '),
      `“${title}” ${what}. The next edit at a terminal offers to revert it, and so does the app: patchbay serve`,
    );
  }
}

/** The ids of those edits that the host still guards; none where it can't tell. */
async function waitingGuards(host: Host): Promise<string[]> {
  if (host.guard === null) return [];
  const outcome = await host.run(listCommand(host.guard), { timeoutMs: 5000 });
  const listed = outcome.kind === 'exited' ? (parseGuardList(outcome.stdout) ?? []) : [];
  return listed.filter(({ phase }) => isUndecided(phase)).map(({ id }) => id);
}
