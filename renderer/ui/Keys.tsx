/** A shortcut as the user's keyboard names it: `Mod` is ⌘ on a Mac and Ctrl elsewhere. */
export function Keys({ keys }: { readonly keys: string }) {
  return (
    <span className="keys" aria-hidden="true">
      {keys.split('+').map((key) => (
        <kbd key={key}>{key === 'Mod' ? modifierName : key}</kbd>
      ))}
    </span>
  );
}

const modifierName = /mac/i.test(navigator.platform) ? '⌘' : 'Ctrl';
