import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hear, sessionStage } from './support/sessionStage.ts';

const names = (hosts: readonly { readonly name: string }[]) => hosts.map(({ name }) => name);

describe('a host over SSH that is opened from a window', () => {
  it('is offered from then on, also by the next Patchbay', async () => {
    const { config, open } = await sessionStage();
    const session = await open();
    const view = await session.request('host.open', { host: 'ssh://root@nas:2222' });
    expect(view.topology.host).toBe('ssh://root@nas:2222');
    expect(view.keptHosts).toEqual([{ name: 'ssh://root@nas:2222', title: null }]);
    expect(view.hosts.at(-1)).toEqual({
      name: 'ssh://root@nas:2222',
      title: 'root@nas:2222',
      invitation: 'Open root@nas:2222',
      simulated: false,
    });
    await session.request('host.open', { host: 'demo' });
    await session.request('host.open', { host: 'ssh://root@nas:2222' });
    const next = await (await open()).request('view.open', {});
    expect(names(next.keptHosts)).toEqual(['ssh://root@nas:2222']);
    expect(JSON.parse(await readFile(join(config, 'hosts.json'), 'utf8'))).toEqual({
      version: 1,
      hosts: [{ name: 'ssh://root@nas:2222', title: null }],
    });
  });

  it('is not kept where it could not be reached', async () => {
    const { parts, open } = await sessionStage();
    const session = await open('demo', 'demo', {
      openHost: (name, ...more) =>
        name === 'ssh://nas' ? Promise.reject(new Error('no route')) : parts.openHost(name, ...more),
    });
    await expect(session.request('host.open', { host: 'ssh://nas' })).rejects.toThrow('no route');
    expect((await session.request('view.open', {})).keptHosts).toEqual([]);
  });

  it('waits for the word that the present one waits for', async () => {
    const { engines, open } = await sessionStage();
    const session = await open('local', null);
    Object.assign(engines[0]?.guards ?? {}, { states: [{ id: 'p', title: 'Move eno1', phase: 'waiting' }] });
    await expect(session.request('host.open', { host: 'ssh://nas' })).rejects.toThrow(
      '“Move eno1” waits on local to be confirmed, so ssh://nas is not opened.',
    );
  });
});

describe('the list of hosts', () => {
  it('is arranged by its owner, and told to all windows', async () => {
    const { open } = await sessionStage();
    const session = await open();
    const { heard } = hear(session);
    const hosts = [
      { name: 'ssh://pve', title: 'Cellar' },
      { name: 'ssh://nas', title: null },
    ];
    await session.request('hosts.keep', { hosts });
    expect(heard).toEqual([['view', expect.objectContaining({ keptHosts: hosts })]]);
    const { hosts: offered } = await session.request('view.open', {});
    expect(offered.map(({ title }) => title)).toEqual(['This machine', 'Demo homelab', 'Cellar', 'nas']);
    expect(await session.request('hosts.suggest', {})).toEqual(['ssh://nas']);
  });

  it('is nothing to the visitors of a read-only address, who open no host over SSH either', async () => {
    const { open } = await sessionStage();
    const owner = await open();
    await owner.request('hosts.keep', { hosts: [{ name: 'ssh://nas', title: null }] });
    const visited = await open('demo', 'demo', { readOnly: true, visitors: { oneHost: false } });
    const view = await visited.request('view.open', {});
    expect([names(view.hosts), view.keptHosts]).toEqual([['local', 'demo'], []]);
    for (const host of ['ssh://nas', 'ssh://other'])
      await expect(visited.request('host.open', { host })).rejects.toThrow('There is no host called');
    await expect(visited.request('hosts.keep', { hosts: [] })).rejects.toThrow('is not saved');
    await expect(visited.request('hosts.suggest', {})).rejects.toThrow('asked nothing');
  });
});
