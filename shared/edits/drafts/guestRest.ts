import type { DomainState } from '#shared/host/domain.ts';

/** Why the guest of an active VM does nothing at present, and what it goes on with; for a sentence. */
interface Rest {
  readonly why: string;
  readonly until: string;
}

/** Null: its guest runs, or nobody can tell. */
export const guestRest: Readonly<Record<DomainState, Rest | null>> = {
  running: null,
  idle: null,
  paused: { why: 'is paused', until: 'it is resumed' },
  'in shutdown': null,
  'shut off': null,
  crashed: { why: 'has crashed', until: 'it is reset' },
  pmsuspended: { why: 'is suspended', until: 'it wakes up' },
  'no state': null,
};
