import { visible } from '../../ui/visible.ts';

/** Text whose end matters most: too long, it loses its beginning. */
export function Tail({ text, className }: { readonly text: string; readonly className: string }) {
  return (
    <span className={`cv-tail ${className}`}>
      <bdi dir="ltr">{visible(text)}</bdi>
    </span>
  );
}
