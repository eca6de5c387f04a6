import type { Command } from '#shared/host/command.ts';
import { onLibvirt } from '#shared/host/libvirtUri.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { kindOf } from './kinds.ts';
import { isComing } from './link/comingLink.ts';
import type { Op } from './op.ts';
import { isRefusal, type Refusal, refuse } from './refusal.ts';
import type { Step } from './step.ts';
import { unfolded } from './unfolded.ts';

/**
 * Ops as steps with their commands and inverses. Each starts from the facts that the ones before it leave behind,
 * so that a later step of a plan knows what an earlier one will have changed.
 */
export function planSteps(snapshot: HostSnapshot, ops: readonly Op[]): readonly Step[] | Refusal {
  const steps: Step[] = [];
  let facts = snapshot;
  for (const op of ops) {
    const step = planStep(facts, op);
    if (isRefusal(step)) return step;
    steps.push(step);
    facts = kindOf(op).after(op, facts);
  }
  return steps;
}

/** The facts that ops would leave, one after the other. */
export function factsAfter(snapshot: HostSnapshot, ops: readonly Op[]): HostSnapshot {
  return ops.reduce((facts, op) => kindOf(op).after(op, facts), snapshot);
}

function planStep(facts: HostSnapshot, op: Op): Step | Refusal {
  if ('link' in op && typeof op.link === 'string' && isComing(op.link)) {
    return refuse(
      'Its TAP gets a name only when it is created, so nothing can be planned for it before.',
      'Apply the change that creates it first, then plan this.',
    );
  }
  const kind = kindOf(op);
  const command = kind.command(op, facts);
  if (isRefusal(command)) return command;
  const inverse = kind.inverse(op, facts);
  if (isRefusal(inverse)) return inverse;
  const inverseCommands = commandsOf(inverse, kind.after(op, facts));
  if (isRefusal(inverseCommands)) return inverseCommands;
  const { title, waitingFor } = kind.words(op, facts);
  const { timeoutMs, settleMs } = kind.timing(op);
  return {
    title,
    op,
    command: onLibvirt(command, facts.libvirtUri),
    rights: kind.rights,
    timeoutMs,
    expects: kind.expects(op, facts),
    settleMs,
    waitingFor,
    inverse,
    inverseCommands: inverseCommands.map((each) => onLibvirt(each, facts.libvirtUri)),
  };
}

/** The commands that do an op and all that is behind it. */
function commandsOf(op: Op, snapshot: HostSnapshot): readonly Command[] | Refusal {
  const commands: Command[] = [];
  let facts = snapshot;
  for (const part of unfolded(snapshot, [op])) {
    const kind = kindOf(part);
    const command = kind.command(part, facts);
    if (isRefusal(command)) return command;
    commands.push(command);
    facts = kind.after(part, facts);
  }
  return commands;
}
