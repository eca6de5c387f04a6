import type { RunOutcome } from '#shared/host/command.ts';
import { InputFailure } from './input.ts';

type LaunchFailure = Extract<RunOutcome, { kind: 'missing' | 'denied' | 'failed' }>;

/** Why a program did not start, or broke off without an exit code; `error` is whatever execa returned or threw. */
export function launchFailure(program: string, error: unknown): LaunchFailure {
  if (error instanceof InputFailure)
    return { kind: 'failed', message: `${program} could not be run: ${error.message}.` };
  const code = field(error, 'code') ?? field(field(error, 'cause'), 'code');
  if (code === 'ENOENT') return { kind: 'missing', program };
  const reason = field(error, 'originalMessage') ?? field(error, 'message');
  const message = typeof reason === 'string' && reason !== '' ? reason : 'the reason is unknown';
  if (code === 'EACCES' || code === 'EPERM') return { kind: 'denied', program, message };
  return { kind: 'failed', message: `${program} could not be run: ${message}` };
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
