import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { labPool } from './test/lab/pool.ts';

/**
 * On a busy machine a real browser or a real guest may be late once. A second try is told (see the reporter), so that
 * a test that needs it again and again does not hide.
 */
const retry = process.env.CI ? 1 : 0;

export default defineConfig({
  plugins: [react()],
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.{ts,tsx}'],
          // Whoever runs them may have settings of his own, and Patchbay locked.
          env: { XDG_CONFIG_HOME: '/dev/null' },
        },
      },
      {
        extends: true,
        test: {
          name: 'lab',
          include: ['test/lab/**/*.test.ts'],
          pool: labPool,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
          retry,
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          fileParallelism: false,
          retry,
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
