import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../../..');
const source = /\.(?:ts|tsx|mjs)$/;

/** `import … from '…'` and `export … from '…'` at the start of a line, `import '…'`, and `import('…')` anywhere. */
const statement = /(?:^(?:import|export)\b[^'"`;]*?|\bimport\()'([^']+)'/gm;

/** The files of these folders, each with the files of the project that it imports; types count as well. */
export function importsOf(folders: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const files = folders.flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => source.test(name))
      .map((name) => path.posix.join(folder, name)),
  );
  return new Map(files.sort().map((file) => [file, importedBy(file)]));
}

function importedBy(file: string): readonly string[] {
  const text = readFileSync(path.join(root, file), 'utf8');
  const found = [...text.matchAll(statement)].flatMap(([, named = '']) => {
    if (named.startsWith('#')) return [named.slice(1)];
    return named.startsWith('.') ? [path.posix.join(path.posix.dirname(file), named)] : [];
  });
  const sources = found.filter((target) => source.test(target));
  const missing = sources.find((target) => !existsSync(path.join(root, target)));
  if (missing !== undefined) throw new Error(`${file} imports ${missing}, which is not there.`);
  return [...new Set(sources)];
}

/** Files that import each other in a circle, each circle once; the files of a circle in order. */
export function circlesOf(imports: ReadonlyMap<string, readonly string[]>): string[][] {
  const circles: string[][] = [];
  const order = new Map<string, number>();
  const open: string[] = [];
  const visit = (file: string): number => {
    const own = order.size;
    order.set(file, own);
    open.push(file);
    let low = own;
    for (const target of imports.get(file) ?? []) {
      if (!order.has(target)) low = Math.min(low, visit(target));
      else if (open.includes(target)) low = Math.min(low, order.get(target) ?? own);
    }
    if (low === own) {
      const circle = open.splice(open.indexOf(file));
      if (circle.length > 1 || imports.get(file)?.includes(file)) circles.push(circle.sort());
    }
    return low;
  };
  for (const file of imports.keys()) if (!order.has(file)) visit(file);
  return circles.sort();
}
