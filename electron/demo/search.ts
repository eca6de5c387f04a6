import { type Call, type CommandAnswer, fails, prints } from './answer.ts';
import { nsenter } from './containers.ts';
import { filesOf } from './files.ts';

/**
 * `find … -lname GLOB [-o -lname GLOB]… … -printf FORMAT`: the symbolic links whose target fits one of the globs.
 * Where to search and what to leave out makes no difference: nothing else is there to be found.
 * `find LINK… -maxdepth 0 -printf FORMAT`: those of these symbolic links that are there.
 * `find LINK… -maxdepth 0 -printf FORMAT -exec nsenter … ;`: the same, each with what is inside.
 * `find FOLDER -maxdepth 1 -name GLOB -printf FORMAT`: the files in the folder whose name fits.
 */
export function find(call: Call): CommandAnswer {
  const { lab, args } = call;
  const globs = (test: string) =>
    args.flatMap((word, position) => (args[position - 1] === test ? [globRegex(word)] : []));
  const format = args[args.indexOf('-printf') + 1];
  const [targets, names] = [globs('-lname'), globs('-name')];
  const asked = args[args.indexOf('-maxdepth') + 1] === '0' ? args.slice(0, args.indexOf('-maxdepth')) : [];
  const isSearch = targets.length + names.length + asked.length > 0;
  if (!isSearch || !args.includes('-printf') || format === undefined)
    return fails(1, 'find: the demo host searches by -lname or -name and prints by -printf only');
  const { symlinks, texts } = filesOf(lab);
  const found = [...symlinks].filter(
    ([path, target]) => asked.includes(path) || targets.some((glob) => glob.test(target)),
  );
  if (args.includes('-exec')) {
    const inside = found.map(([path, target]) => formatted(format, path, target) + enter(call, path));
    return prints(inside.join(''));
  }
  const files = [...texts.keys()].filter((path) => isNamed(path, args[0] ?? '', names));
  return prints(
    [...found, ...files.map((path) => [path, ''] as const)]
      .map(([path, target]) => formatted(format, path, target))
      .join(''),
  );
}

/** What `nsenter` prints in place of `{}`, whatever it exits with. */
function enter(call: Call, path: string): string {
  const words = call.args.slice(call.args.indexOf('nsenter') + 1, call.args.indexOf(';'));
  return nsenter({ ...call, args: words.map((word) => word.replace('{}', path)) }).stdout;
}

function isNamed(path: string, folder: string, names: readonly RegExp[]): boolean {
  const name = path.slice(folder.length + 1);
  return path === `${folder}/${name}` && !name.includes('/') && names.some((glob) => glob.test(name));
}

/**
 * `grep [-a] [-s] [-z] -H PATTERN FILE…`: each line that fits, behind its file's name; with `-z`, NUL ends a line.
 * `-rshE PATTERN FILE…` finds nothing: the demo host has no file that is searched so.
 */
export function grep({ lab, args }: Call): CommandAnswer {
  const start = args.findIndex((word) => !word.startsWith('-'));
  const flags = new Set(args.slice(0, start).flatMap((word) => [...word.slice(1)]));
  if (flags.has('r') && flags.has('s')) return { exitCode: 2, stdout: '', stderr: '' };
  const unknown = [...flags].find((flag) => !'azsH'.includes(flag));
  if (start < 0 || unknown !== undefined || !flags.has('H'))
    return fails(2, 'grep: the demo host knows -H with -a, -s and -z only');
  const [pattern = '', ...files] = args.slice(start);
  const expression = new RegExp(pattern);
  const end = flags.has('z') ? '\0' : '\n';
  const { texts } = filesOf(lab);
  const found = files.flatMap((file) =>
    records(texts.get(file) ?? '', end)
      .filter((record) => expression.test(record))
      .map((record) => `${file}:${record}${end}`),
  );
  const missing = files.filter((file) => !texts.has(file));
  const complaints = flags.has('s')
    ? []
    : missing.map((file) => `grep: ${file}: No such file or directory\n`);
  const exitCode = missing.length > 0 ? 2 : Number(found.length === 0);
  return { exitCode, stdout: found.join(''), stderr: complaints.join('') };
}

function records(text: string, end: string): string[] {
  const parts = text.split(end);
  return parts.at(-1) === '' ? parts.slice(0, -1) : parts;
}

/** The part of `-printf` that tells a link's path and target. */
function formatted(format: string, path: string, target: string): string {
  return format
    .replaceAll('\\0', '\0')
    .replaceAll('\\n', '\n')
    .replace(/%[pl]/g, (directive) => (directive === '%p' ? path : target));
}

/** `*` and `[…]` of a shell pattern, of which the target must be the whole. */
function globRegex(glob: string): RegExp {
  const escaped = glob.replace(/[.+?^${}()|\\]/g, '\\$&').replaceAll('*', '.*');
  return new RegExp(`^${escaped}$`);
}
