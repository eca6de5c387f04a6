import type { ComponentProps } from 'react';

type ButtonProps = Omit<ComponentProps<'button'>, 'type' | 'disabled' | 'aria-disabled' | 'onClick'>;

/**
 * A button that the keyboard reaches also while it can’t be pressed, so that its tooltip tells why.
 * @param props.title in place of that tooltip: empty where the reason stands beside the button already
 */
export function BlockableButton({
  blocked,
  onPress,
  className = 'button',
  title = blocked ?? undefined,
  ...others
}: ButtonProps & {
  /** Why it can’t be pressed now; null: it can. */
  readonly blocked: string | null;
  readonly onPress: () => void;
}) {
  return (
    <button
      {...others}
      type="button"
      className={className}
      title={title || undefined}
      aria-disabled={blocked !== null}
      onClick={() => blocked === null && onPress()}
    />
  );
}
