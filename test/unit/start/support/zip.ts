import { crc32 } from 'node:zlib';

export interface ZipEntry {
  readonly name: string;
  readonly content: string | Buffer;
  /** Unix permission bits. */
  readonly mode: number;
}

/**
 * A zip with its files stored as they are.
 * Format: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
export function zipOf(entries: readonly ZipEntry[]): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, content, mode } of entries) {
    const body = Buffer.from(content);
    const path = Buffer.from(name);
    const sizes = Buffer.alloc(18);
    sizes.writeUInt32LE(crc32(body), 4);
    sizes.writeUInt32LE(body.length, 8);
    sizes.writeUInt32LE(body.length, 12);
    sizes.writeUInt16LE(path.length, 16);
    const local = Buffer.concat([bytes(0x04034b50, 20, 0, 0), sizes, Buffer.alloc(2), path, body]);
    const tail = Buffer.alloc(14);
    // Unix, a regular file.
    tail.writeUInt32LE(((0o100000 | mode) << 16) >>> 0, 6);
    tail.writeUInt32LE(at, 10);
    const madeByUnix = 0x0314;
    directory.push(
      Buffer.concat([bytes(0x02014b50, madeByUnix, 20, 0, 0), sizes, Buffer.alloc(2), tail, path]),
    );
    locals.push(local);
    at += local.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...locals, listed, end]);
}

/** A signature of four bytes, then numbers of two. */
function bytes(signature: number, ...numbers: readonly number[]): Buffer {
  const buffer = Buffer.alloc(4 + numbers.length * 2);
  buffer.writeUInt32LE(signature, 0);
  for (const [index, number] of numbers.entries()) buffer.writeUInt16LE(number, 4 + index * 2);
  return buffer;
}
