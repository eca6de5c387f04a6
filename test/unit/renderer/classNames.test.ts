import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const renderer = join(import.meta.dirname, '../../../renderer');
const flow = createRequire(import.meta.url).resolve('@xyflow/react/dist/style.css');

/** React Flow sets these on its elements by script; its stylesheet names only some of them. */
const setByScript = [
  'source',
  'target',
  'connectable',
  'connectablestart',
  'connectableend',
  'connecting',
  'connectingto',
  'valid',
  'parent',
  'nodrag',
  'nopan',
  'nowheel',
  'nokey',
];

function classesIn(css: string): Set<string> {
  const selectors = css.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\{[^{}]*\}/g, '{}');
  return new Set([...selectors.matchAll(/\.(-?[a-z_][\w-]*)/gi)].map(([, name = '']) => name));
}

function stylesheets(directory: string): string[] {
  return readdirSync(join(renderer, directory), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.css'))
    .map((file) => join(directory, file));
}

const ours = ['.', 'ui', 'panels', 'theme'].flatMap((directory) =>
  directory === '.' ? ['app.css'] : stylesheets(directory),
);

describe('class names of the panels', () => {
  it.each(ours)('%s takes none of React Flow’s, nor the canvas’s', (file) => {
    const taken = new Set([...classesIn(readFileSync(flow, 'utf8')), ...setByScript]);
    const mine = [...classesIn(readFileSync(join(renderer, file), 'utf8'))];
    expect(mine.filter((name) => taken.has(name) || name.startsWith('cv-'))).toEqual([]);
  });

  it('are read from the stylesheets: a clash would be seen', () => {
    expect([...classesIn('.target > .a-b:not(.c) { width: 1.5em } /* .no */')]).toEqual([
      'target',
      'a-b',
      'c',
    ]);
    expect(classesIn(readFileSync(flow, 'utf8'))).toContain('selected');
  });
});
