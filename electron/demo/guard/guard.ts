import { type Call, type CommandAnswer, changes, fails, prints } from '../answer.ts';
import { reaches } from '../kernel/reach.ts';
import type { DemoGuard, Homelab } from '../model.ts';
import { readDocument } from './document.ts';
import { applied, takenBack, withGuard } from './run.ts';
import { watchedState } from './watched.ts';

/** As long as arming and the first look take on a real host. */
const ARM_MS = 250;

/**
 * `sh …/guard.sh arm ID SECONDS|keep ID|revert ID|forget ID|list`: the simulated host's own guard, which keeps the time
 * on its own. Formats and exit codes stand at the head of electron/helper/guard.sh.
 */
export function sh(call: Call): CommandAnswer {
  const [program = '', verb = '', id = '', seconds = ''] = call.args;
  if (!program.endsWith('/guard.sh')) return fails(2, `sh: 0: cannot open ${program}: No such file`);
  if (verb === 'list') return prints(listed(call.lab, call.now));
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id))
    return fails(1, 'A guarded edit is named by a UUID.');
  if (verb === 'arm') return arm(call, id, seconds);
  const guard = call.lab.guards.find((each) => each.id === id);
  if (guard === undefined) return fails(4, 'There is no such guarded edit.');
  if (verb === 'keep') return keep(call.lab, guard);
  if (verb === 'revert') return revert(call, guard);
  if (verb === 'forget') return forget(call.lab, guard);
  return fails(2, 'Patchbay calls this program; what it does stands at its head.');
}

function arm(call: Call, id: string, seconds: string): CommandAnswer {
  const { lab } = call;
  if (!/^\d{1,3}$/.test(seconds)) return fails(1, 'The guard waits for some seconds.');
  if (lab.guards.some((guard) => guard.id === id)) return fails(1, 'This edit has been armed before.');
  const document = readDocument(call.stdin);
  if (document === null) return fails(1, 'The guard was given something that it does not understand.');
  if (lab.guards.some(({ phase }) => phase === 'waiting'))
    return fails(3, 'Another guarded edit is not confirmed yet on this host.');
  const guard: DemoGuard = {
    ...document,
    id,
    seconds: Number(seconds),
    phase: 'waiting',
    deadline: null,
    cause: null,
    at: 0,
    failed: null,
    before: watchedState(lab, document.watch),
    differs: [],
  };
  return { ...changes(applied(lab, guard, call), 'armed\n'), takesMs: ARM_MS };
}

function keep(lab: Homelab, guard: DemoGuard): CommandAnswer {
  if (guard.phase === 'kept') return prints('kept\n');
  if (guard.phase !== 'waiting') return fails(5, 'Too late: it is being reverted, or not done yet.');
  return changes(withGuard(lab, { ...guard, phase: 'kept', deadline: null }), 'kept\n');
}

function revert(call: Call, guard: DemoGuard): CommandAnswer {
  if (guard.phase === 'kept') return fails(5, 'Too late: it was already confirmed.');
  if (guard.phase !== 'waiting') return prints(`${guard.phase}\n`);
  const back = takenBack(call.lab, guard, 'user', call);
  return changes(back, `${back.guards.find(({ id }) => id === guard.id)?.phase}\n`);
}

function forget(lab: Homelab, guard: DemoGuard): CommandAnswer {
  if (guard.phase === 'waiting') return fails(1, 'It has not ended yet.');
  return changes({ ...lab, guards: lab.guards.filter((each) => each !== guard) });
}

function listed(lab: Homelab, now: number): string {
  return ['patchbay-guards 1', ...lab.guards.flatMap((guard) => told(lab, guard, now)), ''].join('\n');
}

function told(lab: Homelab, guard: DemoGuard, now: number): string[] {
  const { deadline, cause, failed, probe, note } = guard;
  return [
    `guard ${guard.id}`,
    `phase ${guard.phase}`,
    `seconds ${guard.seconds}`,
    ...(deadline === null ? [] : [`left ${Math.max(0, Math.ceil((deadline - now) / 1000))}`]),
    `contact ${contactOf(lab, guard)}`,
    ...(cause === null ? [] : [`cause ${cause}`]),
    ...(failed === null ? [] : [`command ${failed.command}`]),
    ...(probe === null ? [] : [`probe ${probe.address} ${probe.link}`]),
    ...(note === null ? [] : [`note ${note}`]),
    ...(failed?.said ?? []).map((line) => `said ${line}`),
    ...guard.differs.map((line) => `differs ${line}`),
    '.',
  ];
}

/** Whether a frame from the link gets to the neighbour, by where its cables lead now. */
function contactOf(lab: Homelab, { probe }: DemoGuard): 'yes' | 'no' | 'unknown' {
  if (probe === null) return 'unknown';
  const neighbour = lab.neighbours.find(({ address }) => address === probe.address);
  return neighbour !== undefined && reaches(lab, probe.link, neighbour.mac) ? 'yes' : 'no';
}
