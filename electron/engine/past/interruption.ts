import type { Interruption } from '#shared/history.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { type Aftermath, aftermathOf, type Shows, type StepAftermath } from './aftermath.ts';
import type { PastEdit } from './pastEdit.ts';

/** What was in flight when Patchbay was ended, and what the host shows of it now. */
export function interruptionOf(edit: PastEdit, snapshot: HostSnapshot): Interruption {
  const { id, title, at } = edit.begun;
  const aftermath = aftermathOf(edit, snapshot);
  const doing = edit.wentBack ? 'was taking back' : 'was applying';
  const { guard } = edit.begun;
  return {
    id,
    title,
    at,
    found: aftermath.found,
    told: `Patchbay was ended while it ${doing} “${title}”. ${guard === undefined ? inFlight(edit) : unguarded(edit)}${shown(aftermath)}`,
  };
}

/** Which command nobody saw the end of. */
function inFlight({ begun, started, results, wentBack }: PastEdit): string {
  if (wentBack) return '';
  const last = Math.max(-1, ...started.keys());
  const step = begun.steps[last];
  if (step === undefined) return 'None of its commands had been started. ';
  const count = begun.steps.length === 1 ? '' : ` (${last + 1} of ${begun.steps.length})`;
  return results.has(last)
    ? `The last command that had ended was “${step.title}”${count}. `
    : `The command in flight was “${step.title}”${count}. `;
}

/** Where its guard is still known on the host, that tells of it, and this does not. */
function unguarded({ started, wentBack }: PastEdit): string {
  if (wentBack) return '';
  if (started.size === 0) return 'None of its commands had been started. ';
  return 'It ran under a guard, of which the host knows nothing more: it was restarted, or the guard was killed. ';
}

function shown({ found, steps }: Aftermath): string {
  switch (found) {
    case 'unseen':
      return 'What the host shows of it can’t be read yet.';
    case 'done':
      return 'The host shows all of it as done.';
    case 'not-done':
      return 'The host shows nothing of it: it is as it was before.';
    case 'between':
      return `The host shows a part of it. ${steps.map(stepWords).filter(Boolean).join(' ')}`;
  }
}

function stepWords({ step, shows, mismatch }: StepAftermath): string {
  const words: { readonly [S in Shows]: string } = {
    done: 'done.',
    so: 'so already.',
    'not-done': 'not done.',
    'not-run': 'not done.',
    unclear: `neither done nor as before. ${mismatch}`,
    moot: '',
  };
  return words[shows] === '' ? '' : `“${step.title}”: ${words[shows]}`;
}
