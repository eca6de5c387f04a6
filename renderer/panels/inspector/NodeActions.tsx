import type { Topology, TopologyNode } from '#shared/topology/model.ts';
import type { Action } from '../../actions/action.ts';
import { perform, useBlocked } from '../../actions/actionContext.ts';
import { hostBlocked } from '../../actions/blocked.ts';
import { openMoreMenu } from '../../actions/menu.ts';
import { nodeActions } from '../../actions/nodeActions.ts';
import { BlockableButton } from '../../ui/BlockableButton.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { Keys } from '../../ui/Keys.tsx';
import { Text } from '../../ui/Text.tsx';
import { visible } from '../../ui/visible.ts';
import { nodeTitle } from '../words/nodeTitle.ts';

/** What can be done with the selected thing: the likely two or three as buttons, the others behind “More”. */
export function NodeActions({
  topology,
  node,
}: {
  readonly topology: Topology;
  readonly node: TopologyNode;
}) {
  const blocked = useBlocked(hostBlocked);
  const all = nodeActions(topology, node);
  return (
    <section aria-label="Actions">
      <div className="inspector-actions">
        {all
          .filter(({ isLikely }) => isLikely)
          .map((action) => (
            <ActionWithKey key={action.id} action={action} />
          ))}
        {all.some(({ isLikely }) => !isLikely) && (
          <button
            type="button"
            className="button"
            aria-haspopup="menu"
            aria-label={`More actions for ${visible(nodeTitle(topology, node.id))}`}
            onClick={({ currentTarget }) => openMoreMenu(node.id, currentTarget)}
          >
            More <Icon name="more" />
          </button>
        )}
      </div>
      {/* Said once and in the open: a tooltip on each button would have to be found first. */}
      {blocked !== null && <p className="why-blocked">{blocked}</p>}
    </section>
  );
}

function ActionWithKey({ action }: { readonly action: Action }) {
  const blocked = useBlocked(action.blocked);
  const key = action.keys[0];
  return (
    <BlockableButton blocked={blocked} onPress={() => perform(action)} aria-keyshortcuts={key}>
      <Text>{action.label}</Text> {key !== undefined && <Keys keys={key} />}
    </BlockableButton>
  );
}
