import { visible } from './visible.ts';

/** A name from the host, or a sentence with one: it can neither hide a character nor turn around what follows it. */
export function Text({ children }: { readonly children: string }) {
  return <bdi>{visible(children)}</bdi>;
}
