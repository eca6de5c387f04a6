import { describe, expect, it } from 'vitest';
import { unproved } from '../../lab/support/claims.ts';

describe('what a lab test says that it proves', () => {
  const all = { edit: 'move', live: true, undo: true, redo: true, by: ['ip', 'virsh'] } as const;

  it('is what it did and looked at', () => {
    expect(unproved(all, ['virsh', 'edit', 'ip', 'virsh', 'undo', 'ip', 'redo', 'virsh'])).toEqual([]);
    expect(unproved({ edit: 'move', off: 'refused', by: ['virsh'] }, ['virsh'])).toEqual([]);
  });

  it.each([
    ['no edit was applied', ['ip', 'virsh', 'undo', 'ip', 'redo', 'ip'], 'it applied no edit'],
    ['a tool was asked before the edit only', ['virsh', 'edit', 'ip', 'undo', 'ip', 'redo', 'ip'], 'virsh'],
    ['an undo did not run', ['edit', 'ip', 'virsh', 'redo', 'ip'], 'after an undo'],
    ['nobody looked after the undo', ['edit', 'ip', 'virsh', 'undo', 'redo', 'ip'], 'after an undo'],
    ['nobody looked after the redo', ['edit', 'ip', 'virsh', 'undo', 'ip', 'redo'], 'after a redo'],
  ] as const)('is too much where %s', (_what, deeds, missing) => {
    expect(unproved(all, deeds)).toEqual([expect.stringContaining(missing)]);
  });
});
