import type { GuardTerms } from '#shared/guard.ts';
import { Prose } from '../../ui/Prose.tsx';
import { promiseWords } from '../guard/guardWords.ts';
import './guardTerms.css';

/** Under which terms a guarded plan runs: why, the host's own promise, and who is asked whether it is still reached. */
export function GuardTermsView({ terms: { seconds, why, probe } }: { readonly terms: GuardTerms }) {
  return (
    <section className="guard-terms" aria-label="The guard">
      <p className="guard-promise">{promiseWords(seconds)}</p>
      <ul aria-label="Why it needs the guard">
        {why.map((reason) => (
          <li key={reason}>
            <Prose text={reason} />
          </li>
        ))}
      </ul>
      {probe !== null && (
        <p className="option-words">
          Meanwhile the host checks that {probe.address} still answers on {probe.link}.
        </p>
      )}
    </section>
  );
}
