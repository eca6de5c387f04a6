import type { HostState } from '../../stores/host.ts';
import { isTrouble } from '../words/sources.ts';

/**
 * - `ok`: what is shown is what is there now · `old`: a capture, which is of a moment past
 * - `trouble`: some of it could not be read · `lost`: nothing new comes at all
 */
export type HealthTone = 'ok' | 'old' | 'trouble' | 'lost';

/** How far what is shown can be relied on, at a glance. */
export function healthOf({ connection, topology, notice }: HostState): HealthTone {
  if (connection !== 'open') return 'lost';
  if (topology?.sources.some(isTrouble)) return 'trouble';
  return notice === 'replay' ? 'old' : 'ok';
}

/** The same in words, beside the host's name. */
export function healthWords(tone: HealthTone, { topology }: HostState): string {
  switch (tone) {
    case 'ok':
      return 'live';
    case 'old':
      return 'capture';
    case 'lost':
      return 'not connected';
    case 'trouble': {
      const count = topology?.sources.filter(isTrouble).length ?? 0;
      return count === 1 ? '1 source unavailable' : `${count} sources unavailable`;
    }
  }
}
