import type { ReactNode } from 'react';

/** A button that the keyboard reaches also while it can’t be pressed, so that its tooltip tells why. */
export function BlockableButton({
  blocked,
  onPress,
  children,
}: {
  /** Why it can’t be pressed now; null: it can. */
  readonly blocked: string | null;
  readonly onPress: () => void;
  readonly children: ReactNode;
}) {
  return (
    <button
      type="button"
      className="button"
      aria-disabled={blocked !== null}
      title={blocked ?? undefined}
      onClick={() => blocked === null && onPress()}
    >
      {children}
    </button>
  );
}
