import type { Action } from '../actions/action.ts';
import { useScene } from '../actions/useScene.ts';
import { Icon, type IconName } from '../ui/Icon.tsx';

/** An action as a button with an icon: its tooltip says the key, or why it can't be done now. */
export function ActionButton({
  action,
  icon,
  label,
}: {
  readonly action: Action;
  readonly icon: IconName;
  readonly label?: string;
}) {
  const scene = useScene();
  const blocked = action.blocked(scene);
  const name = label ?? action.label;
  const key = action.keys[0]?.replace('Mod', 'Ctrl');
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={name}
      title={blocked ?? (key === undefined ? name : `${name} (${key})`)}
      aria-disabled={blocked !== null}
      disabled={blocked !== null}
      onClick={() => action.perform(scene)}
    >
      <Icon name={icon} />
    </button>
  );
}
