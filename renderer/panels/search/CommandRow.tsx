import { useBlocked } from '../../actions/actionContext.ts';
import { Keys } from '../../ui/Keys.tsx';
import { Text } from '../../ui/Text.tsx';
import type { Command } from './commands.ts';
import { PaletteRow } from './PaletteRow.tsx';

/** Something to do: to what, by which key, or why not now. */
export function CommandRow(props: {
  readonly id: string;
  readonly command: Command;
  readonly current: boolean;
  readonly onPoint: () => void;
  readonly onFollow: () => void;
}) {
  const { action, about } = props.command;
  const blocked = useBlocked(action.blocked);
  const key = action.keys[0];
  return (
    <PaletteRow {...props} className="hit command-hit" disabled={blocked !== null}>
      <span className="hit-label">
        <Text>{action.label}</Text>
      </span>
      <span className="hit-why">
        <Text>{about}</Text> {key !== undefined && <Keys keys={key} />}
      </span>
      {blocked !== null && (
        <span className="hit-blocked">
          <Text>{blocked}</Text>
        </span>
      )}
    </PaletteRow>
  );
}
