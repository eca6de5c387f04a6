import { describe, expect, it } from 'vitest';
import { circlesOf, importsOf } from './support/imports.ts';

/**
 * Which folders each folder may import. A folder stands for all that is in it, but for what has a row of its own: a
 * folder further in, or a single file that lies lower than its neighbours. `shared/*` is every row of `shared`.
 * A row allows nothing that it doesn't name, its own folder aside.
 */
const layers: Readonly<Record<string, readonly string[]>> = {
  'shared/host': [],
  'shared/unseen.ts': [],
  'shared/userFailure.ts': [],
  'shared/kept.ts': [],
  'shared/never.ts': [],
  'shared/parse': ['shared/host'],
  'shared/topology': ['shared/host', 'shared/parse'],
  'shared/guard.ts': ['shared/topology'],
  'shared/ops': ['shared/host', 'shared/parse', 'shared/topology', 'shared/never.ts'],
  'shared/edits': [
    'shared/host',
    'shared/parse',
    'shared/topology',
    'shared/ops',
    'shared/guard.ts',
    'shared/unseen.ts',
  ],
  'shared/findings': ['shared/host', 'shared/parse', 'shared/topology', 'shared/ops', 'shared/edits'],
  'shared/explain': ['shared/host', 'shared/topology', 'shared/edits', 'shared/findings'],
  'shared/compare': ['shared/host', 'shared/topology'],
  'shared/persistence': ['shared/host', 'shared/topology', 'shared/edits', 'shared/unseen.ts'],
  shared: ['shared/*'],

  'electron/files': ['shared/*'],
  'electron/helper': [],
  'electron/start/chromiumSwitches.mjs': [],
  'electron/hosts/host.ts': ['shared/*'],
  'electron/hosts/bareHost.ts': ['electron/hosts/host.ts'],
  'electron/hosts/virsh': [],
  'electron/hosts/local': ['shared/*', 'electron/files', 'electron/hosts/host.ts'],
  'electron/hosts/ssh': ['shared/*', 'electron/files', 'electron/hosts/host.ts', 'electron/hosts/local'],
  'electron/hosts/ssh/namedHosts.ts': ['shared/*', 'electron/hosts/local'],
  'electron/hosts/capture': [
    'shared/*',
    'electron/files',
    'electron/hosts/host.ts',
    'electron/hosts/bareHost.ts',
    'electron/hosts/virsh',
  ],
  'electron/hosts': ['shared/*', 'electron/hosts/host.ts', 'electron/hosts/local'],
  'electron/demo': [
    'shared/*',
    'electron/hosts/host.ts',
    'electron/hosts/bareHost.ts',
    'electron/hosts/virsh',
  ],
  'electron/engine/read': ['shared/*', 'electron/hosts/host.ts'],
  'electron/engine/reader.ts': ['shared/*', 'electron/hosts/host.ts', 'electron/engine/read'],
  'electron/engine/watch': ['shared/*', 'electron/hosts/host.ts', 'electron/engine/read'],
  'electron/engine/rights': ['shared/*', 'electron/helper', 'electron/hosts/host.ts'],
  'electron/engine/apply': ['shared/*', 'electron/engine/reader.ts', 'electron/engine/rights'],
  'electron/engine/history': [
    'shared/*',
    'electron/files',
    'electron/hosts/host.ts',
    'electron/hosts/local',
    'electron/engine/apply',
  ],
  'electron/engine/planning': ['shared/*', 'electron/engine/history'],
  'electron/engine/guard': [
    'shared/*',
    'electron/helper',
    'electron/hosts/host.ts',
    'electron/engine/rights',
    'electron/engine/apply',
    'electron/engine/history',
  ],
  'electron/engine': [
    'shared/*',
    'electron/hosts/host.ts',
    'electron/hosts/capture',
    'electron/engine/reader.ts',
    'electron/engine/watch',
    'electron/engine/rights',
    'electron/engine/apply',
    'electron/engine/history',
    'electron/engine/planning',
    'electron/engine/guard',
  ],
  'electron/engine/session': [
    'shared/*',
    'electron/files',
    'electron/hosts/host.ts',
    'electron/hosts/local',
    'electron/hosts/capture',
    'electron/hosts/ssh',
    'electron/hosts/ssh/namedHosts.ts',
    'electron/hosts',
    'electron/demo',
    'electron/engine/history',
    'electron/engine/guard',
    'electron/engine',
  ],
  'electron/server': ['shared/*', 'electron/files', 'electron/engine/session'],
  'electron/cli': [
    'shared/*',
    'electron/files',
    'electron/start/chromiumSwitches.mjs',
    'electron/hosts/host.ts',
    'electron/hosts/local',
    'electron/hosts/ssh/namedHosts.ts',
    'electron/engine/history',
    'electron/engine/guard',
    'electron/engine/reader.ts',
    'electron/engine',
    'electron/engine/session',
    'electron/server',
  ],
  'electron/shell': [
    'shared/*',
    'electron/start/chromiumSwitches.mjs',
    'electron/files',
    'electron/engine/session',
    'electron/server',
  ],
  'electron/start': ['electron/start/chromiumSwitches.mjs'],
  'electron/package': ['electron/start'],

  'renderer/client': ['shared/*'],
  'renderer/ui': ['shared/*'],
  'renderer/forms': ['shared/*'],
  'renderer/stores': ['shared/*', 'renderer/forms'],
  'renderer/theme': ['renderer/stores'],
  'renderer/canvas/types.ts': ['shared/*', 'renderer/stores'],
  'renderer/canvas/derive': ['shared/*'],
  'renderer/canvas/layout': ['shared/*', 'renderer/canvas/derive'],
  'renderer/canvas/scene': ['shared/*', 'renderer/canvas/derive', 'renderer/canvas/layout'],
  'renderer/canvas/flow.tsx': ['renderer/canvas/layout', 'renderer/canvas/scene'],
  'renderer/canvas/interact': [
    'shared/*',
    'renderer/canvas/types.ts',
    'renderer/canvas/derive',
    'renderer/canvas/layout',
    'renderer/canvas/scene',
    'renderer/canvas/flow.tsx',
  ],
  'renderer/canvas/draw': [
    'shared/*',
    'renderer/ui',
    'renderer/stores',
    'renderer/canvas/derive',
    'renderer/canvas/layout',
    'renderer/canvas/scene',
    'renderer/canvas/flow.tsx',
    'renderer/canvas/interact',
  ],
  'renderer/canvas/cards': [
    'shared/*',
    'renderer/ui',
    'renderer/stores',
    'renderer/canvas/derive',
    'renderer/canvas/layout',
    'renderer/canvas/scene',
    'renderer/canvas/flow.tsx',
    'renderer/canvas/interact',
  ],
  'renderer/canvas': [
    'renderer/canvas/types.ts',
    'renderer/canvas/layout',
    'renderer/canvas/scene',
    'renderer/canvas/flow.tsx',
    'renderer/canvas/interact',
    'renderer/canvas/draw',
    'renderer/canvas/cards',
  ],
  'renderer/actions': [
    'shared/*',
    'renderer/client',
    'renderer/forms',
    'renderer/stores',
    'renderer/canvas/types.ts',
  ],
  'renderer/panels/words': ['shared/*'],
  'renderer/panels/sheet/frame': ['renderer/ui', 'renderer/stores'],
  'renderer/panels/forms': [
    'shared/*',
    'renderer/ui',
    'renderer/forms',
    'renderer/stores',
    'renderer/actions',
    'renderer/panels/words',
    'renderer/panels/sheet/frame',
  ],
  'renderer/panels/guard': ['shared/*', 'renderer/ui', 'renderer/stores', 'renderer/actions'],
  'renderer/panels/sheet': [
    'shared/*',
    'renderer/ui',
    'renderer/forms',
    'renderer/stores',
    'renderer/actions',
    'renderer/panels/sheet/frame',
    'renderer/panels/forms',
    'renderer/panels/guard',
  ],
  'renderer/panels/history': [
    'shared/*',
    'renderer/ui',
    'renderer/stores',
    'renderer/actions',
    'renderer/panels/sheet',
  ],
  'renderer/panels/staging': ['renderer/ui', 'renderer/stores', 'renderer/actions'],
  'renderer/panels/OpenHostButtons.tsx': ['shared/*', 'renderer/stores', 'renderer/actions'],
  'renderer/panels/header': [
    'shared/*',
    'renderer/ui',
    'renderer/stores',
    'renderer/actions',
    'renderer/panels/words',
    'renderer/panels/OpenHostButtons.tsx',
  ],
  'renderer/panels/findings': ['shared/*', 'renderer/ui', 'renderer/stores', 'renderer/actions'],
  'renderer/panels/inspector': [
    'shared/*',
    'renderer/ui',
    'renderer/stores',
    'renderer/actions',
    'renderer/panels/words',
    'renderer/panels/findings',
  ],
  'renderer/panels/walk': [
    'shared/*',
    'renderer/ui',
    'renderer/stores',
    'renderer/actions',
    'renderer/panels/words',
    'renderer/panels/findings',
    'renderer/panels/inspector',
  ],
  'renderer/panels/menu': [
    'shared/*',
    'renderer/ui',
    'renderer/stores',
    'renderer/actions',
    'renderer/panels/words',
  ],
  'renderer/panels/search': [
    'shared/*',
    'renderer/ui',
    'renderer/stores',
    'renderer/actions',
    'renderer/panels/words',
  ],
  'renderer/panels/table': ['shared/*', 'renderer/ui', 'renderer/stores'],
  'renderer/panels': [
    'renderer/panels/OpenHostButtons.tsx',
    'shared/*',
    'renderer/ui',
    'renderer/stores',
    'renderer/actions',
    'renderer/panels/words',
    'renderer/panels/history',
  ],
  renderer: [
    'shared/*',
    'renderer/client',
    'renderer/theme',
    'renderer/stores',
    'renderer/actions',
    'renderer/canvas',
    'renderer/panels',
    'renderer/panels/findings',
    'renderer/panels/guard',
    'renderer/panels/header',
    'renderer/panels/history',
    'renderer/panels/inspector',
    'renderer/panels/menu',
    'renderer/panels/search',
    'renderer/panels/sheet',
    'renderer/panels/staging',
    'renderer/panels/table',
    'renderer/panels/walk',
  ],
};

const imports = importsOf(['shared', 'electron', 'renderer']);

/** The row that a file falls under: the longest that it begins with. */
function layerOf(file: string): string {
  let found = '';
  for (const row of Object.keys(layers)) {
    if ((file === row || file.startsWith(`${row}/`)) && row.length > found.length) found = row;
  }
  return found;
}

function isAllowed(from: string, to: string): boolean {
  return from === to || (layers[from] ?? []).some((each) => each === to || each === `${topOf(to)}/*`);
}

function allowedOf(from: string): string {
  return ['its own files', ...(layers[from] ?? [])].join(', ');
}

function topOf(file: string): string {
  return file.split('/')[0] ?? '';
}

describe('layers', () => {
  it('each file imports from the layers that its row of the table names', () => {
    const wrong: string[] = [];
    for (const [file, targets] of imports) {
      const from = layerOf(file);
      for (const target of targets) {
        const to = layerOf(target);
        if (isAllowed(from, to)) continue;
        wrong.push(`${file} imports ${target}. ${from} may import: ${allowedOf(from)}.`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('the table has a row for each folder, and no row that says nothing', () => {
    expect([...imports.keys()].filter((file) => layerOf(file) === '')).toEqual([]);
    const used = new Set<string>();
    for (const [file, targets] of imports) {
      const from = layerOf(file);
      used.add(from);
      for (const target of targets) {
        const to = layerOf(target);
        used.add(`${from} → ${to}`).add(`${from} → ${topOf(to)}/*`);
      }
    }
    const idle = Object.entries(layers).flatMap(([from, allowed]) =>
      used.has(from)
        ? allowed.filter((to) => !used.has(`${from} → ${to}`)).map((to) => `${from} imports ${to} no more`)
        : [`${from} has no files`],
    );
    expect(idle).toEqual([]);
  });

  it('the rows are in order: each names only what stands above it', () => {
    const rows = Object.keys(layers);
    const late = Object.entries(layers).flatMap(([from, allowed]) =>
      allowed
        .filter((to) => !to.endsWith('/*') && rows.indexOf(to) >= rows.indexOf(from))
        .map((to) => `${from} → ${to}`),
    );
    expect(late).toEqual([]);
  });

  it('no files import each other in a circle, by types alone neither', () => {
    const circles = circlesOf(imports);
    expect(circles).toEqual([]);
  });
});
