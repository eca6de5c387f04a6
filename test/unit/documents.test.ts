import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const documents = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'EDITS.md'];

/** `shared/host/link.ts`, `electron/engine`: a path of the repository, with nothing that stands for several. */
const PATH = /`((?:electron|renderer|shared|test|assets)\/[\w./-]+)`/g;
/** `[text](target)`, but not of a web page. */
const LINK = /\]\((?!https?:)([^)\s]+)\)/g;

const read = (document: string) => readFileSync(join(root, document), 'utf8');

/** As GitHub makes them: lower case, hyphens for spaces, nothing else that is no letter or digit. */
function anchorsOf(document: string): string[] {
  return [...read(document).matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

describe.each(documents)('%s', (document) => {
  it('names only paths that are there', () => {
    const named = [...read(document).matchAll(PATH)].map(([, path = '']) => path);
    expect(named.length + Number(document === 'README.md')).toBeGreaterThan(0);
    expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it('links to files and headings that are there', () => {
    const broken = [...read(document).matchAll(LINK)]
      .map(([, target = '']) => target)
      .filter((target) => {
        const [file = '', anchor] = target.split('#');
        const path = file === '' ? document : join(dirname(document), file);
        if (!existsSync(join(root, path))) return true;
        return anchor !== undefined && !anchorsOf(path).includes(anchor);
      });
    expect(broken).toEqual([]);
  });
});
