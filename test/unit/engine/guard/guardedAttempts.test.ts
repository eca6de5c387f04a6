import { expect, it } from 'vitest';
import { attemptAt } from '#electron/engine/apply/attempt.ts';
import { markTakenBack } from '#electron/engine/guard/guardedAttempts.ts';
import { linkId } from '#shared/topology/model.ts';
import { house } from '../../edits/support/house.ts';
import { aSource } from '../../support/facts.ts';
import { stepsOf } from '../support/applyStage.ts';

function attempted() {
  const [step] = stepsOf({ kind: 'move', cable: linkId('loose'), to: linkId('br1'), persist: 'now' });
  if (step === undefined) throw new Error('a move has a step');
  const outcome = { kind: 'exited', exitCode: 0, stdout: '', stderr: '' } as const;
  const attempt = attemptAt(step, house());
  attempt.ran = { kind: 'ran', command: step.command, outcome };
  attempt.outcome = 'done';
  return attempt;
}

it('is reverted where a read shows what was before', () => {
  const attempt = attempted();
  markTakenBack([attempt], house());
  expect(attempt.outcome).toBe('put-back');
});

it('is not known where no read shows what became of it, whatever was read before', () => {
  const attempt = attempted();
  markTakenBack([attempt], house({ sources: [aSource('ip-link', 'timed-out'), aSource('virsh')] }));
  expect(attempt.outcome).toBe('unknown');
});
