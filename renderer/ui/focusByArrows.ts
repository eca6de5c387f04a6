type Steps = Readonly<Record<string, 1 | -1>>;

const upAndDown: Steps = { ArrowDown: 1, ArrowUp: -1 };
const anyWay: Steps = { ...upAndDown, ArrowRight: 1, ArrowLeft: -1 };

/** Arrow keys, Home and End lead through the buttons of a list; at its ends they stay. */
export function focusByArrows(event: React.KeyboardEvent<HTMLElement>): void {
  focusBy(upAndDown, event);
}

/** The same where the buttons may stand side by side. */
export function focusByAnyArrow(event: React.KeyboardEvent<HTMLElement>): void {
  focusBy(anyWay, event);
}

function focusBy(steps: Steps, event: React.KeyboardEvent<HTMLElement>): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const buttons = [...event.currentTarget.querySelectorAll<HTMLButtonElement>('button:not(:disabled)')];
  const at = buttons.findIndex((button) => button.contains(document.activeElement));
  const last = buttons.length - 1;
  const step = steps[event.key];
  const to = step === undefined ? { Home: 0, End: last }[event.key] : at + step;
  if (to === undefined) return;
  buttons[Math.max(0, Math.min(to, last))]?.focus();
  event.preventDefault();
}
