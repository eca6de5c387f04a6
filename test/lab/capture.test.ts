import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { captureTo } from '#electron/engine/capture.ts';
import { Reader } from '#electron/engine/reader.ts';
import { openHost } from '#electron/engine/session/openHost.ts';
import { localHost } from '#electron/hosts/local/local.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { describeInLab, guestIsUp } from './support/lab.ts';

/** What stays the same between two reads of a host that nobody changes: not traffic, nor what STP and IPv6 settle. */
function lasting({
  links,
  addresses,
  routes,
  domains,
  networks,
  tapHolders,
  vmProcesses,
  sources,
}: HostSnapshot) {
  return {
    links: links.map(({ counters: _counters, bridgePort: _bridgePort, ...link }) => link),
    addresses: addresses.filter(({ scope }) => scope !== 'link'),
    routes: routes.filter(({ family }) => family === 'inet'),
    domains,
    networks,
    tapHolders,
    vmProcesses,
    sources: sources.map(({ name, status, message }) => ({ name, status, message })),
  };
}

describeInLab('a capture of the lab', () => {
  test('is read as the lab is, when it is opened again', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'patchbay-capture-'));
    const host = localHost();
    await guestIsUp();
    try {
      const file = join(folder, 'lab.json');
      await captureTo(file, host);
      const replay = await new Reader(await openHost(`replay:${file}`)).read();
      expect(lasting(replay)).toEqual(lasting(await new Reader(host).read()));
      expect(replay.domains).toHaveLength(9);
    } finally {
      await host.close();
      await rm(folder, { recursive: true });
    }
  });
});
