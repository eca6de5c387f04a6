import { useEffect, useState } from 'react';
import { Icon } from './Icon.tsx';
import { visible } from './visible.ts';

const saidForMs = 1600;

/** Copies a text and says so for a moment, to the eye and to a screen reader. */
export function CopyButton({ text, label }: { readonly text: string; readonly label: string }) {
  const [said, setSaid] = useState<'copied' | 'failed' | null>(null);
  useEffect(() => {
    if (said === null) return;
    const timer = setTimeout(() => setSaid(null), saidForMs);
    return () => clearTimeout(timer);
  }, [said]);

  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setSaid('copied'),
      () => setSaid('failed'),
    );
  const name = `Copy ${visible(label)}`;
  return (
    <>
      <button type="button" className="icon-button copy" aria-label={name} title={name} onClick={copy}>
        <Icon name={said === 'copied' ? 'check' : said === 'failed' ? 'warn' : 'copy'} />
      </button>
      {/* Beside the button and not in it: what is in a button is its name, and no news. */}
      <span className="visually-hidden" role="status">
        {said === 'copied' ? 'Copied.' : said === 'failed' ? 'Couldn’t copy.' : ''}
      </span>
    </>
  );
}
