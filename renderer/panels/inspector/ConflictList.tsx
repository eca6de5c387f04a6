import type { Conflict } from '#shared/topology/model.ts';
import { conflictTitle } from '#shared/topology/words.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Prose } from '../../ui/Prose.tsx';

/** What the kernel, libvirt and the definition disagree about: the first thing to know of a cable. */
export function ConflictList({ conflicts }: { readonly conflicts: readonly Conflict[] }) {
  if (conflicts.length === 0) return null;
  return (
    <section aria-label="What disagrees">
      {conflicts.map((conflict) => (
        <div key={`${conflict.code} ${conflict.message}`} className="conflict">
          <Icon name="warn" />
          <p>
            <strong>{conflictTitle(conflict.code)}.</strong> <Prose text={conflict.message} />
          </p>
        </div>
      ))}
    </section>
  );
}
