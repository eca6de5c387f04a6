import { visible } from './visible.ts';

/** A sentence of the engine's, in which `…` marks what can be typed. */
export function Prose({ text }: { readonly text: string }) {
  const parts = visible(text).split('`');
  return (
    <bdi>
      {parts.map((part, index) =>
        index % 2 === 1 ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a sentence have no identity but their place
          <code key={index} className="mono">
            {part}
          </code>
        ) : (
          part
        ),
      )}
    </bdi>
  );
}
