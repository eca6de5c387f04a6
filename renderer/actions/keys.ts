type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'> &
  Partial<Pick<KeyboardEvent, 'code'>>;

/**
 * The name of a pressed key as actions spell it: `Mod+Shift+Z`, `/`, `Delete`. `Mod` is Ctrl or ⌘, whichever is held.
 * Shift is named only with a letter or a named key: in `?` it is part of the character.
 */
export function keyName(event: Pressed): string {
  const named = event.key.length > 1;
  const letter = latinLetter(event);
  const parts = [
    event.ctrlKey || event.metaKey ? 'Mod' : '',
    event.altKey ? 'Alt' : '',
    event.shiftKey && (named || letter !== null) ? 'Shift' : '',
    letter ?? event.key,
  ];
  return parts.filter((part) => part !== '').join('+');
}

/** The letter as it is typed, or, on a keyboard of another script, the one that stands there on a Latin keyboard. */
function latinLetter({ key, code = '' }: Pressed): string | null {
  if (/^[a-z]$/i.test(key)) return key.toUpperCase();
  return /^\p{L}$/u.test(key) && /^Key[A-Z]$/.test(code) ? code.slice(3) : null;
}

/** True where typing belongs to a field, so that no key of it is a shortcut: Ctrl+Z there undoes the typing. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true;
  if (target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && target.type !== 'radio' && target.type !== 'checkbox';
}
