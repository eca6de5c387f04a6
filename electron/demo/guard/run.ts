import type { Call, CommandAnswer } from '../answer.ts';
import { bridge } from '../bridge.ts';
import { ip } from '../ip/ip.ts';
import type { DemoGuard, Homelab } from '../model.ts';
import { resolvectl } from '../resolvectl.ts';
import type { Words } from './document.ts';
import { differences, watchedState } from './watched.ts';

/** When something happens, by both of the host's clocks. */
export type Moment = Pick<Call, 'now' | 'elapsed'>;

/** Runs the commands of an edit in one go; the first that fails has it taken back. */
export function applied(lab: Homelab, guard: DemoGuard, moment: Moment): Homelab {
  let now = lab;
  for (const [index, step] of guard.steps.entries()) {
    const answer = ran(now, step.do, moment);
    now = answer.lab ?? now;
    if (answer.exitCode === 0) continue;
    const said = `${answer.stdout}${answer.stderr}`.split('\n').filter((line) => line !== '');
    const failed = { command: step.do.join(' '), said };
    return takenBack(now, { ...guard, at: index + 1, failed }, 'failed', moment);
  }
  const deadline = moment.now + guard.seconds * 1000;
  return withGuard(now, { ...guard, at: guard.steps.length, phase: 'waiting', deadline });
}

/** Undoes what was done, the last first, and looks whether the host is as it was. */
export function takenBack(
  lab: Homelab,
  guard: DemoGuard,
  cause: NonNullable<DemoGuard['cause']>,
  moment: Moment,
): Homelab {
  let now = lab;
  for (const step of guard.steps.slice(0, guard.at).reverse()) now = ran(now, step.undo, moment).lab ?? now;
  const differs = differences(guard.before, watchedState(now, guard.watch));
  const phase = differs.length === 0 ? 'reverted' : 'not-reverted';
  return withGuard(now, { ...guard, phase, cause, differs, deadline: null });
}

/** The host with every edit taken back whose time is up. */
export function expired(lab: Homelab, moment: Moment): Homelab {
  return lab.guards
    .filter(({ deadline }) => deadline !== null && deadline <= moment.now)
    .reduce((now, guard) => takenBack(now, guard, 'expired', moment), lab);
}

export function withGuard(lab: Homelab, guard: DemoGuard): Homelab {
  return { ...lab, guards: [...lab.guards.filter(({ id }) => id !== guard.id), guard] };
}

function ran(lab: Homelab, [program, ...args]: Words, moment: Moment): CommandAnswer {
  const call: Call = { ...moment, lab, args, stdin: '' };
  if (program === 'bridge') return bridge(call);
  return program === 'ip' ? ip(call) : resolvectl(call);
}
