const isMac = /mac/i.test(navigator.platform);

const labels: Readonly<Record<string, string>> = isMac
  ? { Mod: '⌘', Shift: '⇧', Delete: '⌫', Escape: 'Esc' }
  : { Mod: 'Ctrl', Delete: 'Del', Escape: 'Esc' };

/** The keys of a shortcut as they stand on this user's keyboard: `Mod+K` is ⌘ K on a Mac and Ctrl K elsewhere. */
export function keyLabels(keys: string): readonly string[] {
  return keys.split('+').map((key) => labels[key] ?? key);
}
