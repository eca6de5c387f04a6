import { OddLines } from './oddLines.ts';
import type { Parsed } from './result.ts';

export interface UuidName {
  readonly uuid: string;
  readonly name: string;
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * libvirt before 7.0 fills each name up to so many bytes with blanks (`"%-36s %-30s\n"`, `tools/virsh-domain-monitor.c`
 * `cmdList()`).
 */
const NAME_BYTES = 30;

/**
 * Reads `virsh -q list --uuid --name`. A name may be any text without a line break (libvirt refuses those), with blanks
 * at its ends too: only those that may be padding are taken off, and the XML's `<name>` is the certain one.
 */
export function parseUuidNames(text: string): Parsed<UuidName[]> {
  const rows: UuidName[] = [];
  const odd = new OddLines('virsh list');
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    // 7f0d8879-50da-4e97-b364-a13908a417b2 web 01
    const uuid = line.slice(0, 36).toLowerCase();
    if (UUID.test(uuid) && line[36] === ' ') rows.push({ uuid, name: line.slice(37) });
    else odd.add(line, index, 'a UUID and a name');
  }
  return odd.parsed(isPadded(rows) ? rows.map(unpadded) : rows, rows.length);
}

function isPadded(rows: readonly UuidName[]): boolean {
  return rows.every(({ name }) => bytesOf(name) >= NAME_BYTES);
}

function unpadded({ uuid, name }: UuidName): UuidName {
  return { uuid, name: bytesOf(name) === NAME_BYTES ? name.replace(/ +$/, '') : name };
}

/** In UTF-8, by which C counts. */
function bytesOf(text: string): number {
  let bytes = 0;
  for (const letter of text) {
    const code = letter.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}

/** Reads `virsh -q list --uuid` and `virsh -q net-list --uuid`: one UUID in each line. */
export function parseUuids(text: string): Parsed<string[]> {
  const uuids: string[] = [];
  const odd = new OddLines('virsh list');
  for (const [index, line] of text.split('\n').entries()) {
    const uuid = line.trim().toLowerCase();
    if (UUID.test(uuid)) uuids.push(uuid);
    else if (uuid !== '') odd.add(line, index, 'a UUID');
  }
  return odd.parsed(uuids, uuids.length);
}
