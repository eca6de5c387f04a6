import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAst } from 'vite';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const DOCUMENTS = ['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'ARCHITECTURE.md', 'EDITS.md'];

/** Turns that no text for a user has, each with what to write. */
const BANNED: readonly (readonly [RegExp, string])[] = [
  [/\bupon\b/i, 'on'],
  [/\banew\b/i, 'again'],
  [/\bmidst\b/i, 'during'],
  [/\bby (?:itself|themselves)\b/i, 'automatically'],
  [/\bhas not got\b/i, 'doesn’t have'],
  [/\bis none\b/i, 'isn’t valid, or: there is no …'],
  [/\bin trouble\b/i, 'unavailable'],
  [/\bblindly\b/i, 'so it won’t change anything'],
  [/\b(?:hears|knows) nothing\b/i, 'Lost contact with …, or: … has no …'],
  [/\byour word\b/i, 'confirm'],
  [/\b(?:takes?|taken|took) (?:it |all (?:of it )?|everything )?back\b/i, 'reverts, reverted'],
  [/\bpull(?:s|ed)? off\b/i, 'disconnect'],
  [/\bplug(?:s|ged)? (?:it )?into\b/i, 'connect to'],
  [/\bgo(?:es)? along\b/i, 'moves with it'],
  [/\bbelieves?\b/i, 'has … on record'],
  [/\bso already\b/i, 'already set, already done'],
  [/\bcould not be found out\b/i, 'couldn’t check whether …'],
  [/\bnext boot (?:forgets|knows)\b/i, 'Lost at reboot'],
];

/** A typewriter’s apostrophe between the letters of a word, or after a name that is put in. */
const APOSTROPHE = /(?<=[A-Za-z}])'(?:s|t|re|ll|ve|d)\b/;

/** Not texts of Patchbay’s: what the demo’s programs print, and what root’s and the start’s programs run. */
const FOREIGN = /^electron\/demo\//;

interface Said {
  readonly where: string;
  readonly text: string;
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly [key: string]: unknown;
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';

/** The strings, templates and JSX texts of a source, what is put into a template as `{}`. */
function textsOf(path: string): Said[] {
  const source = readFileSync(join(root, path), 'utf8');
  const lang = path.endsWith('.tsx') ? 'tsx' : path.endsWith('.ts') ? 'ts' : 'js';
  const found: Said[] = [];
  const say = (node: Node, text: string) =>
    found.push({ where: `${path}:${source.slice(0, node.start).split('\n').length}`, text });
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) for (const each of value) walk(each);
    if (!isNode(value)) return;
    if (value.type === 'Literal' && typeof value.value === 'string') say(value, value.value);
    if (value.type === 'JSXText') say(value, String(value.value));
    if (value.type === 'TemplateLiteral') {
      const quasis = value.quasis as readonly { readonly value: { readonly cooked: string } }[];
      say(value, quasis.map((quasi) => quasi.value.cooked).join('{}'));
    }
    for (const each of Object.values(value)) walk(each);
  };
  walk(parseAst(source, { lang }));
  return found;
}

const sources = ['shared', 'electron', 'renderer']
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file}`),
  )
  .filter((path) => /\.(?:tsx?|mjs)$/.test(path) && !FOREIGN.test(path));

/** Prose, by its blank between words; not a command, XML or a header. */
const isProse = (text: string) => /[A-Za-z](?:[’'“”,.:;)]|\{\})*\s+\S/.test(text) && !/^\s*</.test(text);

/** A document line by line, without what stands as code. */
function linesOf(document: string): Said[] {
  const text = readFileSync(join(root, document), 'utf8').replace(
    /```[\s\S]*?```|`[^`\n]*`|<!-- edits: [\s\S]*?edits end -->/g,
    (code) => code.replace(/[^\n]/g, ' '),
  );
  return text.split('\n').map((line, index) => ({ where: `${document}:${index + 1}`, text: line }));
}

const said = [...sources.flatMap(textsOf).filter(({ text }) => isProse(text)), ...DOCUMENTS.flatMap(linesOf)];

describe('the texts that a user reads', () => {
  it('are found', () => {
    expect(said.length).toBeGreaterThan(1500);
  });

  it('have ’ for an apostrophe', () => {
    const wrong = said.filter(({ text }) => APOSTROPHE.test(text));
    expect(wrong.map(({ where, text }) => `${where}: write ’ in “${text.trim()}”`)).toEqual([]);
  });

  it('have plain words', () => {
    const wrong = said.flatMap(({ where, text }) =>
      BANNED.filter(([turn]) => turn.test(text)).map(
        ([turn, better]) => `${where}: for “${turn.exec(text)?.[0]}” write “${better}”: ${text.trim()}`,
      ),
    );
    expect(wrong).toEqual([]);
  });
});
