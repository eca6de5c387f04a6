import { cutInTwo } from './cutInTwo.ts';
import { visible } from './visible.ts';

/**
 * A name from the host that loses its middle where there is no room for it, and keeps its end. Its two parts are read
 * out as two words: for what has a label of its own, as all on the canvas has.
 */
export function CutName({ children }: { readonly children: string }) {
  const name = visible(children);
  const parts = cutInTwo(name);
  if (parts === null) return <bdi>{name}</bdi>;
  const [start, end] = parts;
  return (
    <bdi className="cut-name">
      <span>{start}</span>
      <span>{end}</span>
    </bdi>
  );
}
