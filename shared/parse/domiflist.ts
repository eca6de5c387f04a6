import { isInterfaceType } from '#shared/host/interfaceTypes.ts';
import { macOrNull } from './mac.ts';
import { excerpt, type Parsed, parsed, unparsable } from './result.ts';
import { cellOf, tableLines } from './virshTable.ts';

/** One row of `virsh domiflist`; null where it prints `-`. */
export interface DomiflistRow {
  /** The TAP or macvtap. */
  readonly interface: string | null;
  readonly type: string;
  /** A bridge, a network's name, or a macvtap's lower device: what the type says, but see the parser. */
  readonly source: string | null;
  readonly model: string | null;
  readonly mac: string | null;
}

/**
 * Reads `virsh domiflist`, with a header or without (`-q`), of any release: before 4.10 the lines begin without a
 * blank and long values push the columns out of line.
 *
 * The columns of the header are not used: under `-q` there is none, and they count cells of the screen, of which a
 * CJK letter takes two. A line is taken apart from both ends instead. MAC and model stand last and hold no blanks.
 * The type is the leftmost known type behind the first word; what is before it is the interface (a definition may
 * name one with blanks), what is between type and model is the source. Where no type is known, it is the second word.
 * One case stays open: an interface whose name holds a type as a word ("my bridge"), which the kernel refuses.
 *
 * The source of type `bridge` is not always a bridge: for a network of forward mode `bridge` it is the network's name.
 */
export function parseDomiflist(text: string): Parsed<DomiflistRow[]> {
  const rows: DomiflistRow[] = [];
  for (const { line, words } of tableLines(text)) {
    //  vnet1       network   lab net 2   virtio    52:54:00:aa:00:02
    const mac = words.at(-1)?.text ?? '';
    if (words.length < 5 || (mac !== '-' && macOrNull(mac) === null)) {
      return unparsable(`virsh domiflist: not a row of five values that ends in a MAC: “${excerpt(line)}”.`);
    }
    const known = words.findIndex(
      (word, index) => index > 0 && index < words.length - 3 && isInterfaceType(word.text),
    );
    const type = known === -1 ? 1 : known;
    rows.push({
      interface: cellOf(line, words.slice(0, type)),
      type: words[type]?.text ?? '',
      source: cellOf(line, words.slice(type + 1, -2)),
      model: cellOf(line, words.slice(-2, -1)),
      mac: macOrNull(mac),
    });
  }
  return parsed(rows);
}
