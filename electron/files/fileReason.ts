/**
 * Why a file or folder could not be used, for a sentence: `the disk is full, ENOSPC`. The code is short, and known to
 * whoever can repair it; without one, nothing is known.
 */
export function fileReason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : null;
  if (code === null) return 'unknown reason';
  const words = WORDS.get(code);
  return words === undefined ? code : `${words}, ${code}`;
}

const WORDS: ReadonlyMap<string, string> = new Map([
  ['EACCES', 'not allowed'],
  ['EPERM', 'not allowed'],
  ['EROFS', 'the file system is read-only'],
  ['ENOSPC', 'the disk is full'],
  ['EDQUOT', 'your share of the disk is used up'],
  // What Node says too where a folder can't be made on a file system that is read-only.
  ['ENOENT', 'the folder is not there, and can’t be made where the file system is read-only'],
  ['ENOTDIR', 'a part of its path is a file'],
  ['EISDIR', 'it is a folder'],
  ['EMFILE', 'too many files are open'],
  ['ENFILE', 'too many files are open'],
  ['EIO', 'the disk fails'],
]);
