import type { Difference, RepairOffer } from '#shared/edits/repairs.ts';
import { conflictTitle } from '#shared/topology/words.ts';
import { useBlocked } from '../../actions/actionContext.ts';
import { editingBlocked } from '../../actions/blocked.ts';
import { propose } from '../../actions/edit.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Prose } from '../../ui/Prose.tsx';
import './conflict.css';
import { BlockableButton } from '../../ui/BlockableButton.tsx';

/** What the kernel, libvirt and the definition disagree about, each with what mends it: the first thing to know. */
export function ConflictList({ differences }: { readonly differences: readonly Difference[] }) {
  if (differences.length === 0) return null;
  return (
    <section aria-label="Findings">
      {differences.map(({ edge, conflict, repairs }) => (
        <div key={`${edge.id} ${conflict.code} ${conflict.message}`} className="conflict">
          <Icon name="warn" />
          <div>
            <p>
              <strong>{conflictTitle(conflict.code)}.</strong> <Prose text={conflict.message} />
            </p>
            {repairs.length > 0 && (
              <div className="repairs">
                {repairs.map((repair) => (
                  <RepairButton key={repair.edit.repair} repair={repair} about={conflict.message} />
                ))}
              </div>
            )}
          </div>
        </div>
      ))}
    </section>
  );
}

function RepairButton({ repair, about }: { readonly repair: RepairOffer; readonly about: string }) {
  const blocked = useBlocked(editingBlocked);
  return (
    <BlockableButton
      blocked={blocked}
      onPress={() => void propose(repair.edit)}
      data-repair={repair.edit.repair}
      aria-description={about}
    >
      {repair.label}
    </BlockableButton>
  );
}
