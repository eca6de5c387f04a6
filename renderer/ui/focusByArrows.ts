/** Arrow keys, Home and End lead through the buttons of a list; at its ends they stay. */
export function focusByArrows(event: React.KeyboardEvent<HTMLElement>): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const buttons = [...event.currentTarget.querySelectorAll('button')];
  const at = buttons.findIndex((button) => button.contains(document.activeElement));
  const last = buttons.length - 1;
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: last }[event.key];
  if (to === undefined) return;
  buttons[Math.max(0, Math.min(to, last))]?.focus();
  event.preventDefault();
}
