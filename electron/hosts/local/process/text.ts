import { isUtf8 } from 'node:buffer';

/**
 * What a program printed, as text: each byte that is not UTF-8 as `\xff`. The kernel takes any bytes for the name of a
 * link, and a replacement character would make two such names one.
 */
export function textOf(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return isUtf8(buffer) ? buffer.toString('utf8') : escaped(buffer);
}

function escaped(buffer: Buffer): string {
  return buffer
    .toString('latin1')
    .replace(NOT_ASCII, (bytes) =>
      bytes.length > 1
        ? Buffer.from(bytes, 'latin1').toString('utf8')
        : `\\x${bytes.charCodeAt(0).toString(16)}`,
    );
}

/** RFC 3629, 4: a character of several bytes, or else a byte that belongs to none. */
const NOT_ASCII =
  /[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}|[\x80-\xff]/g;
