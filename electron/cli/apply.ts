import type { ApplyProgress, ApplyResult, Plan, StepResult } from '#shared/edits/model.ts';
import type { Engine } from '../engine/engine.ts';
import { WAITING_FOR_ANSWER } from '../engine/guard/applyGuarded.ts';
import { isSimulated } from '../engine/session/openHost.ts';
import type { Invocation } from './command.ts';
import { confirm, leaveToGuard } from './guarded.ts';
import { dim, green, type Line, red, yellow } from './line.ts';
import { planLines } from './planText.ts';
import type { Terminal } from './terminal.ts';

const INTERRUPTED = 130;

/** With `--yes` nobody sees the plan, so that a host which is never at rest must not make it try for ever. */
const MOST_TRIES = 3;

/**
 * Shows a plan, asks, applies it and tells what came of it; a plan that has become stale is shown and asked for again.
 * @param isAgreed the user has seen this plan and said yes to it
 */
export async function applyPlan(
  engine: Engine,
  first: Plan,
  invocation: Pick<Invocation, 'json' | 'yes' | 'ignoreLock'>,
  terminal: Terminal,
  isAgreed = invocation.yes,
): Promise<number> {
  const { json, yes } = invocation;
  let plan = first;
  let { ignoreLock } = invocation;
  for (let tries = 1; ; tries += 1) {
    if (!yes && !(isAgreed && tries === 1)) {
      // With --json the result alone is on stdout.
      for (const line of planLines(plan)) json ? terminal.note(...line) : terminal.out(...line);
      if (!(await terminal.confirm('Apply?'))) {
        terminal.note('Nothing was changed.');
        return 1;
      }
    }
    const ran = await run(engine, plan, { yes, ignoreLock }, terminal);
    const { interrupted } = ran;
    let { result } = ran;
    if (result.ignorableLock && !interrupted && !yes && terminal.interactive) {
      terminal.note(yellow('! '), result.message);
      ignoreLock = await terminal.confirm('Edit anyway?');
      if (ignoreLock) ({ result } = await run(engine, plan, { yes, ignoreLock }, terminal));
    }
    if (result.outcome === 'stale' && result.freshPlan !== null && !interrupted && tries < MOST_TRIES) {
      terminal.note(yellow('! '), result.message);
      plan = result.freshPlan;
      continue;
    }
    if (json) terminal.json(result);
    else tell(plan, result, terminal);
    if (result.outcome === 'done') return 0;
    return interrupted ? INTERRUPTED : 1;
  }
}

/**
 * Ctrl-C cancels, and what was done is put back; a second one gives up waiting for that. What is guarded is left to its
 * guard.
 */
async function run(
  engine: Engine,
  plan: Plan,
  { yes, ignoreLock }: Pick<Invocation, 'yes' | 'ignoreLock'>,
  terminal: Terminal,
) {
  let interrupted = false;
  const { guard } = plan;
  const word = guard === undefined ? null : confirm(engine, plan, guard, yes, terminal);
  const release = terminal.onInterrupt(() => {
    if (guard !== undefined) {
      leaveToGuard(terminal);
      process.exit(INTERRUPTED);
    }
    if (interrupted) process.exit(INTERRUPTED);
    interrupted = true;
    terminal.note(
      'Cancelling and reverting what was done. Press Ctrl-C again to leave the host as it is now.',
    );
    engine.cancel(plan.id);
  });
  try {
    let doing = '';
    const onProgress = (progress: ApplyProgress) => {
      if (progress.doing === WAITING_FOR_ANSWER) {
        // The question says so.
        doing = progress.doing;
        word?.due();
      }
      if (!terminal.interactive || progress.doing === '' || progress.doing === doing) return;
      doing = progress.doing;
      terminal.note(dim(`${doing} …`));
    };
    const result = await engine.apply(plan.id, onProgress, { ignoreOthers: ignoreLock });
    return { result, interrupted };
  } finally {
    release();
    word?.end();
  }
}

function tell(plan: Plan, result: ApplyResult, terminal: Terminal): void {
  const done = result.outcome === 'done';
  const message = done ? green(result.message) : red(result.message);
  const option = result.ignorableLock ? ' --ignore-lock does.' : '';
  const line: Line = [
    `${done ? plan.done : plan.title}. `,
    message,
    result.advice === '' ? '' : ` ${result.advice}${option}`,
  ];
  if (done) {
    terminal.out(...line);
    if (isSimulated(plan.host)) terminal.note(dim('The demo starts afresh with each command.'));
    return;
  }
  terminal.note(...line);
  for (const step of result.steps) for (const one of stepLines(step)) terminal.note(...one);
}

function stepLines({ title, command, outcome, output, mismatch }: StepResult): Line[] {
  const more = [command, output.trim(), mismatch].filter(Boolean).flatMap((text) => text.split('\n'));
  return [[`  ${title}: `, OUTCOMES[outcome]], ...more.map((text): Line => [dim(`    ${text}`)])];
}

const OUTCOMES: Readonly<Record<StepResult['outcome'], string>> = {
  done: 'done',
  'already-so': 'already done',
  failed: 'failed',
  'not-run': 'not run',
  'put-back': 'done, then reverted',
  'not-put-back': 'done; couldn’t be reverted',
  unknown: 'not known',
};
