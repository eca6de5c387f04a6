import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

const root = import.meta.dirname;
// The start scripts build beside the last good build and swap; `.build` is what they and Electron run.
const outDir = resolve(root, process.env.PATCHBAY_BUILD_DIR ?? '.build');

/** What each bundle is made of, for the build to gather (electron/start/finish.mjs). */
const license = { fileName: 'licenses.json' };

/** Everything is bundled: the built app needs no node_modules, so the packages hold none. */
export default defineConfig({
  main: {
    build: {
      outDir: resolve(outDir, 'main'),
      target: 'node20',
      externalizeDeps: false,
      license,
      sourcemap: true,
      rolldownOptions: {
        input: {
          main: resolve(root, 'electron/shell/main.ts'),
          serve: resolve(root, 'electron/server/serve.ts'),
          patchbay: resolve(root, 'electron/cli/main.ts'),
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunk-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: resolve(outDir, 'preload'),
      target: 'node20',
      externalizeDeps: false,
      license,
      rolldownOptions: {
        input: { preload: resolve(root, 'electron/shell/preload.ts') },
        // A sandboxed preload is loaded as CommonJS, whatever package.json says.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: resolve(root, 'renderer'),
    plugins: [react()],
    build: {
      outDir: resolve(outDir, 'renderer'),
      target: 'es2022',
      // No data: URLs: the content security policy allows none but images.
      license,
      assetsInlineLimit: 0,
      minify: true,
      rolldownOptions: { input: resolve(root, 'renderer/index.html') },
    },
  },
});
