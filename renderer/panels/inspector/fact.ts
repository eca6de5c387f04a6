import type { NodeId } from '#shared/topology/model.ts';

/** One line of the inspector. */
export interface Fact {
  readonly label: string;
  readonly value: string;
  /** Names and MACs are set in the monospace face, and have a copy button; words are for reading only. */
  readonly face: 'words' | 'name' | 'mac';
  /** Where it leads in the graph; null: nowhere. */
  readonly to: NodeId | null;
}

export type MaybeFact = Omit<Fact, 'value'> & { readonly value: string | null };

export function words(label: string, value: string | null): MaybeFact {
  return { label, value, face: 'words', to: null };
}

export function name(label: string, value: string | null): MaybeFact {
  return { label, value, face: 'name', to: null };
}

export function mac(label: string, value: string | null): MaybeFact {
  return { label, value, face: 'mac', to: null };
}

export function yesNo(value: boolean): string {
  return value ? 'yes' : 'no';
}

/**
 * Those that have something to say; a fact leads only to what is there.
 * @param exists whether the graph has the node
 */
export function known(facts: readonly MaybeFact[], exists: (id: NodeId) => boolean): readonly Fact[] {
  return facts.flatMap((fact) => {
    const { value, to } = fact;
    if (value === null || value === '') return [];
    return [{ ...fact, value, to: to !== null && exists(to) ? to : null }];
  });
}
