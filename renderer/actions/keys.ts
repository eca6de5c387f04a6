/**
 * The name of a pressed key as actions spell it: `Mod+Shift+Z`, `/`, `Delete`. `Mod` is Ctrl or ⌘, whichever is held.
 * Shift is named only with a letter or a named key: in `?` it is part of the character.
 */
export function keyName(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>,
): string {
  const named = event.key.length > 1;
  const letter = /^\p{L}$/u.test(event.key);
  const parts = [
    event.ctrlKey || event.metaKey ? 'Mod' : '',
    event.altKey ? 'Alt' : '',
    event.shiftKey && (named || letter) ? 'Shift' : '',
    letter ? event.key.toUpperCase() : event.key,
  ];
  return parts.filter((part) => part !== '').join('+');
}

/** True where typing belongs to a field, so that plain letters are not shortcuts. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true;
  return target instanceof HTMLInputElement && target.type !== 'radio' && target.type !== 'checkbox';
}
