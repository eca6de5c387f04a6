import { useEffect, useState } from 'react';
import { Icon } from './Icon.tsx';

/** Copies a text and says so for a moment, to the eye and to a screen reader. */
export function CopyButton({ text, label }: { readonly text: string; readonly label: string }) {
  const [said, setSaid] = useState<'copied' | 'failed' | null>(null);
  useEffect(() => {
    if (said === null) return;
    const timer = setTimeout(() => setSaid(null), 1600);
    return () => clearTimeout(timer);
  }, [said]);

  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setSaid('copied'),
      () => setSaid('failed'),
    );
  return (
    <button
      type="button"
      className="icon-button copy"
      aria-label={`Copy ${label}`}
      title={`Copy ${label}`}
      onClick={copy}
    >
      <Icon name={said === 'copied' ? 'check' : said === 'failed' ? 'warn' : 'copy'} />
      <span className="visually-hidden" role="status">
        {said === 'copied' ? `Copied ${label}` : said === 'failed' ? 'The clipboard refused it' : ''}
      </span>
    </button>
  );
}
