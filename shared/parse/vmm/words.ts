/** The options of a command line as GNU programs take them. */
export interface LongOptions {
  /** What was given to an option, in order: `--net=a --net b` → `a`, `b`. */
  all(...names: readonly string[]): readonly string[];
  /** What was given to it last; null where it wasn’t given. */
  last(...names: readonly string[]): string | null;
}

/**
 * Reads `--name value`, `--name=value`, `-n value`. Which options take none can’t be known, so that a value is whatever
 * follows and is no option.
 *
 * @param several options that take all values up to the next option, as Cloud Hypervisor’s do
 */
export function readLongOptions(args: readonly string[], several: readonly string[] = []): LongOptions {
  const given: (readonly [name: string, value: string])[] = [];
  let name: string | null = null;
  for (const arg of args) {
    if (arg === '--') break;
    const option = /^(--?[A-Za-z][\w-]*)(?:=(.*))?$/s.exec(arg);
    if (option === null) {
      if (name !== null && arg !== '') given.push([name, arg]);
      if (name !== null && !several.includes(name)) name = null;
      continue;
    }
    const [, key = '', value] = option;
    name = value === undefined ? key : null;
    if (value !== undefined) given.push([key, value]);
  }
  const all = (...wanted: readonly string[]) =>
    given.flatMap(([key, value]) => (wanted.includes(key) ? [value] : []));
  return { all, last: (...wanted) => all(...wanted).at(-1) ?? null };
}

/**
 * Reads `tap=tap0,mac=…,fd=[3,4]`: a comma in brackets or quotes is the value’s own. A first part without a key gets the
 * one that is given.
 */
export function readParts(text: string, first = ''): ReadonlyMap<string, string> {
  const parts = new Map<string, string>();
  for (const [index, part] of commaParts(text).entries()) {
    const equals = part.indexOf('=');
    if (equals > 0) parts.set(part.slice(0, equals), part.slice(equals + 1));
    else if (index === 0 && part !== '' && first !== '') parts.set(first, part);
  }
  return parts;
}

function commaParts(text: string): string[] {
  const parts: string[] = [];
  let part = '';
  let isQuoted = false;
  let depth = 0;
  for (const character of text) {
    if (character === '"') isQuoted = !isQuoted;
    else if (character === ',' && !isQuoted && depth === 0) {
      parts.push(part);
      part = '';
    } else part += character;
    if (character === '[') depth += 1;
    if (character === ']') depth -= 1;
  }
  return [...parts, part];
}

/** Words that name the program or the socket, and no VM. */
const COMMON = /^(?:api|sock|socket|ch|clh|fc|vm|vmm|control|cloud-hypervisor|firecracker|crosvm|kvm)$/i;
const SHARED_FOLDERS = new Set(['', '.', '..', 'tmp', 'run', 'root', 'var', 'dev', 'shm']);

/**
 * What the path of a VMM’s socket says of its VM: `/run/vms/web.sock` → `web`, `/var/lib/vms/web/api.sock` → `web`; null
 * where neither the file nor its folder is called after one.
 */
export function nameOfSocket(path: string | null): string | null {
  const [file = '', folder = ''] = (path ?? '').split('/').reverse();
  const own = file.replace(/\.(?:sock|socket)$/, '');
  const isCommon = own.split(/[-_.]/).every((word) => COMMON.test(word)) || COMMON.test(own);
  if (!isCommon) return own;
  return SHARED_FOLDERS.has(folder) || COMMON.test(folder) ? null : folder;
}

/** `3`, `[3,4]`, `3:4` → the numbers in it. */
export function readNumbers(text: string | undefined): number[] {
  return (text ?? '').split(/[^\d]+/).flatMap((part) => (/^\d{1,9}$/.test(part) ? [Number(part)] : []));
}
