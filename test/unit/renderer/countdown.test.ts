import { describe, expect, it } from 'vitest';
import { announcedSeconds, countOn } from '#renderer/panels/guard/countdown.ts';
import { guardedCables } from '#renderer/panels/guard/guardedCables.ts';
import { contactWords, lostWords, promiseWords, secondsInWords } from '#renderer/panels/guard/guardWords.ts';
import type { GuardState } from '#shared/guard.ts';

const T = 1_800_000_000_000;

describe('the countdown of a guarded edit', () => {
  it('counts on by itself from what was told last', () => {
    expect(countOn(43, 60, T, T).left).toBe(43);
    expect(countOn(43, 60, T, T + 999).left).toBe(43);
    expect(countOn(43, 60, T, T + 20_000).left).toBe(23);
    expect(countOn(30, 60, T, T).share).toBe(0.5);
  });

  it('never goes below nothing, nor above the whole', () => {
    expect(countOn(5, 60, T, T + 90_000)).toMatchObject({ left: 0, share: 0 });
    expect(countOn(99, 60, T, T)).toMatchObject({ left: 60, share: 1 });
    expect(countOn(0, 0, T, T).share).toBe(0);
  });

  it('does not run backwards where the clock was set back', () => {
    expect(countOn(40, 60, T, T - 5000)).toMatchObject({ left: 40, silent: false });
  });

  it('calls the host silent once several seconds were missed, and not for one that came late', () => {
    expect(countOn(40, 60, T, T + 2500).silent).toBe(false);
    expect(countOn(40, 60, T, T + 4000).silent).toBe(true);
  });

  it('is announced at its start, at 30 and at 10 seconds, and at no other', () => {
    const told = Array.from({ length: 61 }, (_, index) => announcedSeconds(60 - index, 60));
    expect(told.filter((seconds, index) => seconds !== told[index - 1])).toEqual([60, 30, 10]);
  });

  it('is announced at its start and at 10 seconds where it is short', () => {
    expect([20, 15, 10, 3].map((left) => announcedSeconds(left, 20))).toEqual([20, 20, 10, 10]);
  });
});

describe('what is said of a guard', () => {
  const probe = { address: '192.168.1.1', link: 'br0' };

  it('tells whether the gateway answers, and when nobody can be asked', () => {
    expect(contactWords({ contact: 'yes', probe })).toBe('The gateway 192.168.1.1 answers on br0.');
    expect(contactWords({ contact: 'no', probe })).toContain('doesn’t answer');
    expect(contactWords({ contact: 'unknown', probe })).toContain('Asking the gateway');
    expect(contactWords({ contact: 'unknown', probe: null })).toContain('no gateway to ask');
  });

  it('promises that the host does it', () => {
    expect(promiseWords(60)).toBe(
      'The host reverts this after 60 s unless you confirm, even if Patchbay or your connection is gone.',
    );
    expect([99, 120, 150].map(secondsInWords)).toEqual(['99 s', '2 min', '2 min 30 s']);
  });

  it('goes on to say it while the host can’t be heard', () => {
    expect(lostWords(23)).toBe('Unless it’s confirmed, the host reverts it in 23 s.');
    expect(lostWords(0)).toContain('about now');
  });

  it('is said on the cables that it is about, only while it is under way', () => {
    const guard = (phase: GuardState['phase']): GuardState => ({
      id: 'g',
      title: 'Move enp3s0',
      phase,
      left: phase === 'waiting' ? 43 : null,
      seconds: 60,
      probe,
      contact: 'yes',
      told: '',
      touches: ['link:enp3s0'],
    });
    expect(guardedCables([guard('waiting')], true).get('link:enp3s0')).toBe('reverts in 43 s');
    expect(guardedCables([guard('waiting')], false).get('link:enp3s0')).toBe('guarded edit');
    expect(guardedCables([guard('reverting')], true).get('link:enp3s0')).toBe('reverting');
    expect(guardedCables([guard('applying')], true).get('link:enp3s0')).toBe('guarded edit');
    for (const phase of ['kept', 'reverted', 'not-reverted', 'gone'] as const) {
      expect(guardedCables([guard(phase)], true).size).toBe(0);
    }
  });
});
