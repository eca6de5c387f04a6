import { availableParallelism } from 'node:os';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import type { InlineConfig } from 'vitest/node';
import { labPool } from './test/lab/pool.ts';

/** Files that put something in the place of a module, for themselves alone. */
const mocking = [
  'test/unit/shell/*.test.ts',
  'test/unit/engine/readOnlyRoutes.test.ts',
  'test/unit/files/keptFile.test.ts',
];

function unit(name: string, files: Pick<InlineConfig, 'include' | 'exclude' | 'isolate'>) {
  return {
    extends: true as const,
    test: {
      name,
      ...files,
      // Also on two cores, of which vitest would leave one idle.
      maxWorkers: Math.max(2, availableParallelism() - 1),
      // Only what hangs takes as long; on a busy machine a process that a test starts may well take the usual 5 s.
      testTimeout: 30_000,
      // Whoever runs them may have settings of his own, and Patchbay locked.
      env: { XDG_CONFIG_HOME: '/dev/null' },
    },
  };
}

export default defineConfig({
  plugins: [react()],
  test: {
    projects: [
      // All files of a worker share what they import: to load it anew for each took half of the time.
      unit('unit', { include: ['test/unit/**/*.test.{ts,tsx}'], exclude: mocking, isolate: false }),
      unit('unit that mocks', { include: mocking, isolate: true }),
      {
        extends: true,
        test: {
          name: 'lab',
          include: ['test/lab/**/*.test.ts'],
          pool: labPool,
          // Each in a lab of its own; inside a lab there is that one only.
          maxWorkers: process.env.PATCHBAY_LAB === '1' ? 1 : 2,
          sequence: { groupOrder: 1 },
          // Only what hangs takes as long; two labs at once may keep a small machine's cores busy for minutes.
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'machine',
          include: ['test/machine/**/*.test.ts'],
          globalSetup: 'test/machine/globalSetup.ts',
          // Most of their time they wait: for a boot, for a guard.
          maxWorkers: 2,
          testTimeout: 600_000,
          hookTimeout: 900_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
