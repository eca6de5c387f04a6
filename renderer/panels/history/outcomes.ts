import type { HistoryRow, HistoryStep } from '#shared/history.ts';
import type { IconName } from '../../ui/Icon.tsx';

interface Mark {
  readonly icon: IconName;
  readonly words: string;
  /** Whether somebody should look at it. */
  readonly tone: 'ok' | 'plain' | 'danger';
}

export const entryMarks: { readonly [O in HistoryRow['outcome']]: Mark } = {
  done: { icon: 'check', words: 'done', tone: 'ok' },
  'put-back': { icon: 'undo', words: 'failed, put back', tone: 'plain' },
  'half-done': { icon: 'warn', words: 'partly applied', tone: 'danger' },
  cancelled: { icon: 'dash', words: 'stopped, put back', tone: 'plain' },
  reverted: { icon: 'undo', words: 'reverted by the host', tone: 'plain' },
  stale: { icon: 'dash', words: 'not run', tone: 'plain' },
  refused: { icon: 'dash', words: 'not run', tone: 'plain' },
  interrupted: { icon: 'warn', words: 'interrupted', tone: 'danger' },
  running: { icon: 'refresh', words: 'being applied', tone: 'plain' },
};

export const stepMarks: { readonly [O in HistoryStep['outcome']]: Mark } = {
  done: { icon: 'check', words: 'done', tone: 'ok' },
  'already-so': { icon: 'check', words: 'already set', tone: 'ok' },
  failed: { icon: 'warn', words: 'failed', tone: 'danger' },
  'not-run': { icon: 'dash', words: 'not run', tone: 'plain' },
  'put-back': { icon: 'undo', words: 'put back', tone: 'plain' },
  'not-put-back': { icon: 'warn', words: 'couldn’t be put back', tone: 'danger' },
  unknown: { icon: 'warn', words: 'unknown', tone: 'danger' },
  'in-flight': { icon: 'warn', words: 'not seen to finish', tone: 'danger' },
};
