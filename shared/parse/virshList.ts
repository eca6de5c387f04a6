import { excerpt, type Parsed, parsed, unparsable } from './result.ts';

export interface UuidName {
  readonly uuid: string;
  readonly name: string;
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Reads `virsh -q list --uuid --name` and `virsh -q net-list --uuid --name`. A name may be any text without a line
 * break (libvirt refuses those); blanks at its ends belong to it.
 */
export function parseUuidNames(text: string): Parsed<UuidName[]> {
  const rows: UuidName[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    // 7f0d8879-50da-4e97-b364-a13908a417b2 web 01
    const uuid = line.slice(0, 36).toLowerCase();
    if (!UUID.test(uuid) || line[36] !== ' ') {
      return unparsable(`virsh list: line ${index + 1} is not a UUID and a name: “${excerpt(line)}”.`);
    }
    rows.push({ uuid, name: line.slice(37) });
  }
  return parsed(rows);
}

/** Reads `virsh -q list --uuid` and `virsh -q net-list --uuid`: one UUID in each line. */
export function parseUuids(text: string): Parsed<string[]> {
  const uuids: string[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    const uuid = line.trim().toLowerCase();
    if (uuid === '') continue;
    if (!UUID.test(uuid)) {
      return unparsable(`virsh list: line ${index + 1} is not a UUID: “${excerpt(line)}”.`);
    }
    uuids.push(uuid);
  }
  return parsed(uuids);
}
