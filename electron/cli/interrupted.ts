import type { Planned } from '#shared/edits/model.ts';
import { shellLine } from '#shared/edits/shellWords.ts';
import type { Interruption } from '#shared/history.ts';
import type { Engine } from '../engine/engine.ts';
import { UserFailure } from '../engine/userFailure.ts';
import { dim, type Line, yellow } from './line.ts';
import type { Terminal } from './terminal.ts';

/**
 * Tells of edits in whose midst a Patchbay was ended, and how to lead them to an end. Those of which the host shows all
 * or nothing need no more than that, and are told of once; so are guarded ones that the host itself led to an end.
 */
export async function noteInterrupted(engine: Engine, terminal: Terminal): Promise<void> {
  for (const { id, title, told, phase } of engine.guards.states) {
    terminal.note(yellow('! '), `${title}: ${told}`);
    if (phase === 'waiting') terminal.note('  Keep it, or take it back, in the app: patchbay serve');
    await engine.guards.settle(id);
  }
  for (const interruption of engine.history().interrupted ?? []) {
    terminal.note(yellow('! '), `${new Date(interruption.at).toLocaleString('sv')}: ${interruption.told}`);
    for (const line of waysOut(engine, interruption)) terminal.note(...line);
    if (interruption.found !== 'done' && interruption.found !== 'not-done') continue;
    try {
      await engine.past.settle(interruption.id);
    } catch (error) {
      if (!(error instanceof UserFailure)) throw error;
      terminal.note(yellow('! '), [error.message, error.advice].filter(Boolean).join(' '));
    }
  }
}

function waysOut({ past }: Engine, { id, found }: Interruption): Line[] {
  if (found !== 'between') return [];
  return [
    ...commandsOf('To finish it:', past.planFinish(id)),
    ...commandsOf('To put it back:', past.planUndo(id)),
    ['  Or choose in the app: patchbay serve'],
  ];
}

/** Not indented, so that a here-document can be pasted. */
function commandsOf(title: string, planned: Planned): Line[] {
  if (!planned.ok) return [];
  const lines = planned.plan.steps.flatMap(({ command }) => shellLine(command).split('\n'));
  return [[`  ${title}`], ...lines.map((line): Line => [dim(line)])];
}
