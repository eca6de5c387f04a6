import { concernsVm } from '#shared/edits/concernsVm.ts';
import type { Persist, Plan } from '#shared/edits/model.ts';
import { shellLine } from '#shared/edits/shellWords.ts';
import type { GuardTerms } from '#shared/guard.ts';
import type { Command } from '#shared/host/command.ts';
import { bold, dim, type Line, type Piece, yellow } from './line.ts';

type Words = Readonly<Record<Persist, string>>;

const OF_VM: Words = {
  now: 'immediate; lost when the VM shuts down or the host reboots',
  boot: 'at the next boot of the VM',
  both: 'immediate and permanent',
};

const OF_HOST: Words = {
  now: 'immediate; lost at reboot',
  boot: 'at the next boot of the host',
  both: 'immediate and permanent',
};

/** A plan as it is shown before anything runs: what happens, the exact commands, how long it lasts, its undo. */
export function planLines(plan: Plan): Line[] {
  return [
    [bold(plan.title)],
    ...plan.effects.map((effect): Line => ['  ', effect]),
    ...plan.warnings.map((warning): Line => [yellow('! '), warning]),
    [],
    ...plan.steps.flatMap(({ command }) => commandLines(command, String)),
    [],
    ...(plan.guard === undefined ? [] : guardLines(plan.guard)),
    [dim('Lasts: '), (concernsVm(plan) ? OF_VM : OF_HOST)[plan.lasts]],
    [dim('Undo:  '), plan.undoTitle],
    ...plan.steps
      .toReversed()
      .flatMap(({ inverseCommands }) => inverseCommands.flatMap((command) => commandLines(command, dim))),
  ];
}

function guardLines({ seconds, probe }: GuardTerms): Line[] {
  const asked = probe === null ? '' : ` Patchbay shows whether ${probe.address} still answers.`;
  return [[dim('Guard: '), `the host reverts it after ${seconds} s unless you confirm.${asked}`]];
}

/** Not indented, as a here-document would no longer end where it should when it is pasted into a shell. */
function commandLines(command: Command, style: (text: string) => Piece): Line[] {
  return shellLine(command)
    .split('\n')
    .map((line): Line => [style(line)]);
}
