import type { Severity } from '#shared/findings/finding.ts';
import { Icon, type IconName } from './Icon.tsx';

const ICONS: { readonly [S in Severity]: IconName } = { error: 'error', warning: 'warn', info: 'info' };

/** How grave a finding is: by shape and colour, and in a word for who listens. */
export function SeverityMark({ severity }: { readonly severity: Severity }) {
  return (
    <span className="severity" data-severity={severity}>
      <Icon name={ICONS[severity]} />
      <span className="visually-hidden">{severity}:</span>
    </span>
  );
}
