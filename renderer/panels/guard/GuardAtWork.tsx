import type { GuardState } from '#shared/guard.ts';
import { Text } from '../../ui/Text.tsx';
import { useNow } from '../../ui/useNow.ts';
import { countOn } from './countdown.ts';
import { lostWords } from './guardWords.ts';

/**
 * The commands of a guarded edit run, or have run, and the host is read to see what came of them.
 * @param lostAt since when the host can't be heard any more, in milliseconds since 1970; null: it is heard
 */
export function GuardApplying(props: {
  readonly phase: ApplyingPhase;
  readonly title: string;
  readonly seconds: number;
  readonly lostAt: number | null;
}) {
  return (
    <section className="guard" data-tone="busy" aria-label="Guarded edit">
      <span className="busy-mark" aria-hidden="true" />
      <div className="guard-words">
        <p role="status">
          <strong>
            Guarded edit: <Text>{props.title}</Text>
          </strong>
        </p>
        {props.lostAt === null ? (
          <p>{applying[props.phase]}</p>
        ) : (
          <Lost seconds={props.seconds} since={props.lostAt} />
        )}
      </div>
    </section>
  );
}

type ApplyingPhase = Extract<GuardState['phase'], 'applying' | 'checking'>;

const applying: { readonly [P in ApplyingPhase]: string } = {
  applying: 'Its commands are running on the host.',
  checking: 'Its commands have run. Checking what the host shows now.',
};

function Lost({ seconds, since }: { readonly seconds: number; readonly since: number }) {
  const { left } = countOn(seconds, seconds, since, useNow(500));
  return <p>{lostWords(left)}</p>;
}

/** It was confirmed or is being reverted, and the host is read to see what came of that. */
export function GuardEnding({ phase, title }: Pick<GuardState, 'title'> & { readonly phase: EndingPhase }) {
  const { does, next } = ending[phase];
  return (
    <section className="guard" data-tone="busy" aria-label="Guarded edit">
      <span className="busy-mark" aria-hidden="true" />
      <div className="guard-words">
        <p role="status">
          <strong>
            {does}: <Text>{title}</Text>
          </strong>
        </p>
        <p>{next}</p>
      </div>
    </section>
  );
}

type EndingPhase = Extract<GuardState['phase'], 'confirmed' | 'reverting'>;

const ending: { readonly [P in EndingPhase]: { readonly does: string; readonly next: string } } = {
  confirmed: { does: 'Confirmed', next: 'Checking what the host shows now.' },
  reverting: { does: 'Reverting', next: 'The host restores what was there before, and checks it.' },
};
