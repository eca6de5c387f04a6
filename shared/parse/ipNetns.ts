import { numberField, textField } from './json.ts';
import { parseJsonRows } from './jsonRows.ts';
import { type Parsed, parsed } from './result.ts';

/** A namespace that `ip netns` names. */
export interface NamedNamespace {
  readonly name: string;
  /** The number by which links here name it; null: none does. */
  readonly netnsId: number | null;
}

/**
 * Reads `ip -j netns list`, which prints nothing where there is none.
 *
 * Source of the format: iproute2 `ip/ipnetns.c` `netns_list()`.
 */
export function parseIpNetns(text: string): Parsed<NamedNamespace[]> {
  if (text.trim() === '') return parsed([]);
  const rows = parseJsonRows(text, 'ip netns');
  if (!rows.ok) return rows;
  // [{"name":"blue","id":0},{"name":"red"}]   a name is a file’s, and goes into a path
  const named = rows.value.flatMap((row) => {
    const name = textField(row, 'name');
    const id = numberField(row, 'id');
    if (name === null || !/^[^/]{1,255}$/.test(name) || name === '.' || name === '..') return [];
    return [{ name, netnsId: id === null || id < 0 ? null : id }];
  });
  return parsed(named, rows.odd);
}
