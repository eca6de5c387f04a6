import type { HistoryRow } from '#shared/history.ts';
import { unseen, unseenInText } from '#shared/unseen.ts';
import type { JournaledEdit } from './journaledEdit.ts';
import type { JournaledEdits } from './journaledEdits.ts';

/**
 * Past edits as a POSIX shell script that does again what was done. What failed, was put back or was so already is in
 * it as a comment: a script that ends at the first error must not run what ended in one.
 * @param edits the oldest first
 */
export function scriptOf(host: string, edits: readonly JournaledEdit[], history: JournaledEdits): string {
  const needsRoot = edits.some(({ begun }) => begun.steps.some(({ rights }) => rights !== 'libvirt'));
  const head = [
    '#!/bin/sh',
    comment(`What Patchbay did on ${host}, as commands. Times are UTC.`),
    comment('A vnet has another name after each start of its VM: look at the names before you run this.'),
    ...(needsRoot ? [comment('Changing links takes root.')] : []),
    'set -eu',
  ];
  return `${[head.join('\n'), ...edits.map((edit) => sectionOf(edit, history))].join('\n\n')}\n`;
}

function sectionOf(edit: JournaledEdit, history: JournaledEdits): string {
  const { begun, ended, results } = edit;
  const outcome = ended?.outcome ?? history.standingOf(edit);
  const lines = [comment(`${begun.at}  ${begun.title}: ${outcomeWords[outcome]}`)];
  if (ended !== null && ended.message !== '') lines.push(comment(ended.message));
  for (const [index, { title, command }] of begun.steps.entries()) {
    const result = ended?.steps[index] ?? results.get(index);
    const isDone = result?.outcome === 'done';
    lines.push(
      comment(`${title}: ${isDone ? 'done' : (result?.outcome ?? 'not seen to end').replaceAll('-', ' ')}`),
    );
    // Written by an earlier release: what is run must be what is seen.
    const isSeen = command.search(unseenInText) === -1;
    if (isDone && !isSeen) lines.push(comment('Left out, as it holds characters that can’t be seen:'));
    lines.push(isDone && isSeen ? command : commented(command));
  }
  return lines.join('\n');
}

const outcomeWords: { readonly [O in HistoryRow['outcome'] | 'ended']: string } = {
  done: 'done',
  'put-back': 'failed, and put back',
  'half-done': 'only a part of it was left on the host',
  cancelled: 'cancelled',
  reverted: 'reverted by its guard',
  stale: 'not run',
  refused: 'not run',
  interrupted: 'interrupted',
  running: 'running',
  ended: 'ended',
};

/** One line, whatever the text holds: a name with a line break must not become a command. */
function comment(text: string): string {
  return `# ${text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').replace(unseen, '\ufffd')}`;
}

function commented(command: string): string {
  return command
    .split(/[\n\r]/)
    .map((line) => `#   ${line.replace(unseen, '\ufffd')}`)
    .join('\n');
}
