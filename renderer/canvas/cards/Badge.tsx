import type { Severity } from '#shared/findings/finding.ts';
import type { Trouble } from '../derive/troubles.ts';

const SIGNS: { readonly [S in Severity]: string } = { error: '×', warning: '!', info: 'i' };

/** That something is wrong with a cable: small, and never by colour alone. Its words are its row’s. */
export function Badge({ trouble }: { readonly trouble: Trouble | null }) {
  if (trouble === null) return null;
  return (
    <span className={`cv-badge is-${trouble.severity}`} aria-hidden="true">
      {SIGNS[trouble.severity]}
    </span>
  );
}

/** The same for a card as a whole, which has no row whose tooltip could say what it is. */
export function CardBadge({ trouble }: { readonly trouble: Trouble | null }) {
  return trouble === null ? null : (
    <span className="cv-card-badge" title={trouble.words}>
      <Badge trouble={trouble} />
    </span>
  );
}
