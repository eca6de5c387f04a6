import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { editTable, type Proved, tableBy } from '../../runner/editTable.mjs';
import { withFindings } from '../../runner/findingTable.mjs';
import { slowest } from '../../runner/slowest.mjs';
import { withTable } from '../../runner/tableInFile.mjs';
import { judge } from '../../runner/vitest.mjs';

const report = { passed: 3, failed: [], skipped: [{ name: 'a', reason: 'no display' }] };

describe('a run of tests', () => {
  it('is what it says when it ended well', () => {
    expect(judge('unit', 0, report)).toEqual(report);
  });

  it('that failed is what it says', () => {
    const failed = { ...report, failed: [{ name: 'b' }] };
    expect(judge('unit', 1, failed)).toEqual(failed);
  });

  it.each([
    ['left no report behind', 0, null],
    ['left none and failed', 1, null],
    ['was killed', null, null],
    ['found no test', 0, { passed: 0, failed: [], skipped: [] }],
    ['ended badly although no test failed', 1, report],
    ['was killed after its report', null, report],
  ])('that %s has failed', (_what, status, left) => {
    expect(judge('unit', status, left).failed).toHaveLength(1);
  });
});

describe('the report of vitest', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'patchbay-runner-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  /** Runs a test file by vitest itself. */
  async function reportOf(source: string) {
    await writeFile(join(folder, 'given.test.js'), source);
    const path = join(folder, 'report.json');
    const root = join(import.meta.dirname, '../../..');
    spawnSync(
      process.execPath,
      [
        join(root, 'node_modules/vitest/vitest.mjs'),
        'run',
        '--root',
        folder,
        '--globals',
        '--reporter',
        join(root, 'test/runner/reporter.mjs'),
      ],
      { env: { ...process.env, PATCHBAY_TEST_REPORT: path } },
    );
    return JSON.parse(await readFile(path, 'utf8'));
  }

  it('counts what passed, and names what failed and what was skipped, with the reason', async () => {
    expect(
      await reportOf(`
        it('passes', () => {});
        describe('s', () => { it('fails', () => { throw new Error('x'); }); });
        it('skips', ({ skip }) => skip('no display'));
        it.skip('just skips', () => {});
      `),
    ).toEqual({
      passed: 1,
      failed: [{ name: 'given.test.js > s > fails' }],
      skipped: [
        { name: 'given.test.js > skips', reason: 'no display' },
        { name: 'given.test.js > just skips', reason: '' },
      ],
      files: [{ name: 'given.test.js', ms: expect.any(Number) }],
    });
  });

  it('tells what those that passed have proved of edits', async () => {
    const { proofs } = await reportOf(`
      it('proves', ({ task }) => { task.meta.proofs = [{ edit: 'move', live: true, by: ['ip'] }]; });
      it('proves nothing', ({ task }) => {
        task.meta.proofs = [{ edit: 'detach', live: true, by: ['ip'] }];
        throw new Error('x');
      });
    `);
    expect(proofs).toEqual([{ edit: 'move', live: true, by: ['ip'], file: 'given.test.js' }]);
  });

  it.each([
    ['a file that does not load', `import './missing.js'; it('a', () => {});`, 'given.test.js'],
    ['a hook that fails', `beforeAll(() => { throw new Error('x'); }); it('a', () => {});`, 'given.test.js'],
    [
      'an error outside of any test',
      `it('a', async () => { Promise.reject(new Error('x')); await new Promise((r) => setTimeout(r, 50)); });`,
      'outside of any test: x',
    ],
  ])('holds %s against the run', async (_what, source, name) => {
    expect((await reportOf(source)).failed).toEqual([{ name }]);
  });
});

describe('the slowest test files', () => {
  it('are the ten that took longest, the slowest first', () => {
    const files = Array.from({ length: 12 }, (_, at) => ({ name: `${at}.test.ts`, ms: at * 1000 }));
    const rows = slowest(files);
    expect(rows).toHaveLength(10);
    expect(rows[0]).toBe('   11.0 s  11.test.ts');
    expect(rows.at(-1)).toBe('    2.0 s  2.test.ts');
  });
});

describe('the table of edits', () => {
  const rowOf = (table: string, what: string) => table.split('\n').find((row) => row.includes(what));
  const file = 'test/lab/edits-move.test.ts';

  it('adds up what several tests have proved of one edit, and owns what nothing proved', () => {
    const table = editTable([
      { edit: 'move', file, live: true, undo: true, redo: true, by: ['virsh', 'ip'] },
      { edit: 'move', file, off: true, by: ['virsh'] },
      { edit: 'unplug', file, off: 'refused', by: ['ip'] },
      { edit: 'mtu', file, live: true, by: ['ip'] },
    ]);
    expect(rowOf(table, 'Move a vNIC')).toBe(
      `| Move a vNIC to another bridge or network | yes | yes | yes, and redo | \`ip\`, \`virsh\` in [edits-move](${file}) |`,
    );
    expect(rowOf(table, 'Disconnect a vNIC')).toContain('| not proved | no, and told why | not proved |');
    expect(rowOf(table, 'MTU')).toContain('| yes | no VM in it | not proved |');
    expect(rowOf(table, 'Detach')).toContain('| not proved | not proved | not proved | nothing yet |');
  });

  it('takes each row from the stage that proves it, and leaves those of one that was not run', () => {
    const machine = 'test/machine/bonds.test.ts';
    const text = '| Create a VLAN on a link | yes | no VM in it | yes | `ip` in [old](old) |';
    const lab: Proved[] = [
      { edit: 'move', file, live: true, by: ['ip'] },
      { edit: 'vlan-create', file, live: true, by: ['ip'] },
    ];
    const labAlone = tableBy(text, new Map([['lab', lab]]));
    expect(rowOf(labAlone, 'Move a vNIC')).toContain(`[edits-move](${file})`);
    expect(rowOf(labAlone, 'Create a VLAN')).toBe(text);
    const both = new Map([
      ['lab', lab],
      ['machine', [{ edit: 'vlan-create', file: machine, live: true as const, by: ['ip'] }]],
    ]);
    expect(rowOf(tableBy(text, both), 'Create a VLAN')).toContain(`[bonds](${machine})`);
    expect(rowOf(tableBy(text, both), 'Create a VLAN')).not.toContain(file);
  });

  it('goes between its markers, again and again', () => {
    const marks = { begin: '<!-- edits -->', end: '<!-- edits end -->' };
    const put = (text: string, table: string) => withTable(text, table, marks, 'EDITS.md');
    const once = put('a\n<!-- edits -->\n<!-- edits end -->\nb\n', '| x |');
    expect(once).toBe('a\n<!-- edits -->\n\n| x |\n\n<!-- edits end -->\nb\n');
    expect(put(put(once, '| y |'), '| x |')).toBe(once);
    expect(() => put('a', '| x |')).toThrow('EDITS.md');
  });

  it('tells what each finding was tried on, by the stage that was run', () => {
    const empty = '<!-- findings: written by node test/tables.mjs -->\n<!-- findings end -->\n';
    const lab = 'test/lab/findings.test.ts';
    const found = { code: 'tap-no-bridge', gone: 'edit', file: lab } as const;
    const once = withFindings(empty, new Map([['lab', [found, found]]]));
    expect(once).toContain(
      `| \`tap-no-bridge\` | A guest’s TAP is in no bridge | its edit: [findings](${lab}) |  |`,
    );
    const machine = 'test/machine/findings.test.ts';
    const both = withFindings(once, new Map([['machine', [{ ...found, gone: 'by hand', file: machine }]]]));
    expect(both).toContain(`(${lab}) | by hand: [findings](${machine}) |`);
    expect(withFindings(both, new Map([['lab', []]]))).toContain(`|  | by hand: [findings](${machine}) |`);
  });
});
