import { useEffect, useRef, useState } from 'react';
import type { ListedFinding } from '../../stores/findings.ts';
import { useHost } from '../../stores/host.ts';
import { Text } from '../../ui/Text.tsx';

/** Tells who listens of errors that come while they work; what was there before is in the list. */
export function NewErrors({ findings }: { readonly findings: readonly ListedFinding[] }) {
  const host = useHost(({ topology }) => topology?.host);
  const known = useRef<{ readonly host: string | undefined; readonly ids: ReadonlySet<string> } | null>(null);
  const [said, setSaid] = useState('');
  useEffect(() => {
    const errors = findings.filter(
      ({ finding, isDismissed }) => finding.severity === 'error' && !isDismissed,
    );
    const before = known.current;
    known.current = { host, ids: new Set(errors.map(({ id }) => id)) };
    if (before === null || before.host !== host) return;
    const come = errors.filter(({ id }) => !before.ids.has(id));
    const [first] = come;
    if (first === undefined) return;
    setSaid(come.length === 1 ? `New error: ${first.finding.title}` : `${come.length} new errors`);
  }, [findings, host]);
  return (
    <p className="visually-hidden" role="status">
      <Text>{said}</Text>
    </p>
  );
}
