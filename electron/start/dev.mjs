// @ts-check
// `npm run dev -- [--host HOST] [--port N]`: the renderer from its sources, with hot reload, on the built engine.
// For development only; its host is the demo unless told otherwise.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseStartOptions } from './args.mjs';
import { buildDir, root, runMain, StartFailure, say } from './project.mjs';

await runMain(async () => {
  const parsed = parseStartOptions(process.argv.slice(2));
  if ('wrong' in parsed) throw new StartFailure(parsed.wrong);
  const { options } = parsed;
  const { serve } = await import(pathToFileURL(join(buildDir, 'main/serve.js')).href);
  const { host = 'demo', readOnly } = options;
  /** @param {string} url the engine’s own: the same token opens Vite’s page */
  const tell = (url) => say(`Patchbay is at ${vite.resolvedUrls?.local[0]}${new URL(url).search}`);
  const served = await serve({
    host,
    listening: { port: 0 },
    controlFd: null,
    readOnly,
    onNewAddress: tell,
  });
  const address = served.address();
  const { origin } = new URL(address);

  const { createServer } = await import('vite');
  const { default: react } = await import('@vitejs/plugin-react');
  const vite = await createServer({
    configFile: false,
    root: join(root, 'renderer'),
    plugins: [react()],
    server: {
      host: '127.0.0.1',
      port: options.port || 5173,
      // The engine takes its own page only: to it, Vite’s is that.
      proxy: { '/socket': { target: origin, ws: true, changeOrigin: true, headers: { origin } } },
    },
  });
  await vite.listen();
  tell(address);
  say('Changes of renderer/ and shared/ show at once; restart after changes to electron/. Ctrl-C ends it.');
  await new Promise((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  await Promise.all([vite.close(), served.close()]);
});
