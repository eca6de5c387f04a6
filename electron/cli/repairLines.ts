import { shellLine } from '#shared/edits/shellWords.ts';
import type { CommandRepair, FindingRepair } from '#shared/findings/finding.ts';
import { howLong } from '#shared/findings/howLong.ts';
import { dim, green, type Line } from './line.ts';

/** What mends a finding, for a person: commands to copy, or what the app offers. */
export function repairLines(repairs: readonly FindingRepair[]): Line[] {
  return repairs.flatMap((repair, index): Line[] => {
    const head = index === 0 ? 'Repair: ' : 'Or:     ';
    if (repair.kind === 'edit')
      return [[green(head), repair.label, dim(' (in the app, which shows the commands first)')]];
    return [[green(head), `${repair.label}, as root:`], ...commandLines(repair)];
  });
}

function commandLines({ commands, lasts, keep }: CommandRepair): Line[] {
  return [
    ...commands.map((argv): Line => ['  ', shellLine({ argv })]),
    ['  ', dim(howLong({ lasts, keep }))],
  ];
}
