import type { Hit } from '#shared/topology/hit.ts';
import { Text } from '../../ui/Text.tsx';

/** A text of a hit with the part marked by which it was found, where that is in it. */
export function Marked({ text, match }: { readonly text: string; readonly match: Hit['match'] }) {
  const at = text.indexOf(match.text);
  if (at < 0 || match.text === '') return <Text>{text}</Text>;
  const [start, end] = [at + match.start, at + match.end];
  return (
    <bdi>
      <Text>{text.slice(0, start)}</Text>
      <mark>
        <Text>{text.slice(start, end)}</Text>
      </mark>
      <Text>{text.slice(end)}</Text>
    </bdi>
  );
}
