import type { Action } from '../../actions/action.ts';
import { perform, useBlocked } from '../../actions/actionContext.ts';
import { BlockableButton } from '../../ui/BlockableButton.tsx';
import { Icon, type IconName } from '../../ui/Icon.tsx';
import { keyLabels } from '../../ui/keyLabels.ts';
import { visible } from '../../ui/visible.ts';

/** An action as a button with an icon: its tooltip says the key, or why it can't be done now. */
export function ActionButton({
  action,
  icon,
  label,
  pressed,
}: {
  readonly action: Action;
  readonly icon: IconName;
  readonly label?: string;
  /** For one that stays pressed until it is pressed again. */
  readonly pressed?: boolean;
}) {
  const blocked = useBlocked(action.blocked);
  const name = visible(label ?? action.label);
  const key = action.keys[0];
  return (
    <BlockableButton
      blocked={blocked}
      onPress={() => perform(action)}
      className="icon-button"
      aria-label={name}
      aria-description={blocked ?? undefined}
      aria-pressed={pressed}
      aria-keyshortcuts={key?.replace('Mod', 'Control')}
      title={blocked === null ? tooltip(name, key) : `${name}: ${blocked}`}
    >
      <Icon name={icon} />
    </BlockableButton>
  );
}

function tooltip(name: string, key: string | undefined): string {
  return key === undefined ? name : `${name} (${keyLabels(key).join('+')})`;
}
