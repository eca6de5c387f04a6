import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';

const root = join(import.meta.dirname, '../..');
const documents = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'EDITS.md', 'SECURITY.md'];

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
    expect(named.length + Number(['README.md', 'SECURITY.md'].includes(document))).toBeGreaterThan(0);
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

/** https://docs.github.com/en/communities/using-templates-to-encourage-useful-issues-and-pull-requests/syntax-for-githubs-form-schema */
const formSchema = z.strictObject({
  name: z.string().min(1),
  description: z.string().min(1),
  body: z
    .array(
      z.strictObject({
        type: z.enum(['textarea', 'input', 'dropdown']),
        id: z.string().regex(/^[a-z-]+$/),
        attributes: z.strictObject({
          label: z.string().min(1),
          description: z.string().optional(),
          render: z.string().optional(),
          options: z.array(z.string()).min(2).optional(),
        }),
        validations: z.strictObject({ required: z.boolean() }).optional(),
      }),
    )
    .min(1),
});

describe('the forms for issues', () => {
  const folder = '.github/ISSUE_TEMPLATE';
  const forms = readdirSync(join(root, folder)).filter((file) => file !== 'config.yml');

  it.each(forms)('%s is one that the hosting site takes', (file) => {
    const { body } = formSchema.parse(parse(read(join(folder, file))));
    expect(new Set(body.map(({ id }) => id)).size).toBe(body.length);
  });

  it('are there, and warn of what a capture holds', () => {
    expect(forms).toEqual(['bug.yml', 'host.yml']);
    expect(read(join(folder, 'host.yml'))).toMatch(/addresses[\s\S]*read it before you attach it/);
  });
});
