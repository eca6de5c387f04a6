import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { defaultSettings, emptyLayout, MOST_DISMISSED } from '#shared/kept.ts';
import { UserFailure } from '#shared/userFailure.ts';
import { hear, layout, sessionStage } from './support/sessionStage.ts';

describe('what is kept', () => {
  it('is the layout of each host by itself', async () => {
    const { open } = await sessionStage();
    const session = await open();
    await session.request('layout.save', { layout });
    expect(await session.request('view.open', {})).toMatchObject({ layout });
    expect(await session.request('host.open', { host: 'local' })).toMatchObject({ layout: emptyLayout });
    expect(await session.request('host.open', { host: 'demo' })).toMatchObject({ layout });
    await session.close();
    expect(await (await open()).request('view.open', {})).toMatchObject({ layout });
  });

  it('are the findings that are meant so, of each host by itself; every window hears of them', async () => {
    const { open } = await sessionStage();
    const session = await open();
    const { heard } = hear(session);
    const dismiss = (key: string, dismissed: boolean) =>
      session.request('finding.dismiss', { key, dismissed });
    for (const key of ['tap-no-bridge vnic:a', 'tap-no-bridge vnic:b', 'tap-no-bridge vnic:a'])
      await dismiss(key, true);
    const dismissed = ['tap-no-bridge vnic:b', 'tap-no-bridge vnic:a'];
    expect(heard.at(-1)).toEqual(['view', expect.objectContaining({ dismissed })]);
    expect(await session.request('host.open', { host: 'local' })).toMatchObject({ dismissed: [] });
    await session.close();
    const again = await open();
    expect(await again.request('view.open', {})).toMatchObject({ dismissed });
    await again.request('finding.dismiss', { key: 'tap-no-bridge vnic:b', dismissed: false });
    expect(await again.request('view.open', {})).toMatchObject({ dismissed: ['tap-no-bridge vnic:a'] });
  });

  it('are no more dismissed findings than their file takes: the oldest go', async () => {
    const { config, open } = await sessionStage();
    const keys = Array.from({ length: MOST_DISMISSED }, (_, at) => `tap-no-bridge vnic:${at}`);
    await writeFile(join(config, 'dismissed-demo.json'), JSON.stringify({ version: 1, keys }));
    const session = await open();
    await session.request('finding.dismiss', { key: 'tap-no-bridge vnic:new', dismissed: true });
    const { dismissed } = await session.request('view.open', {});
    expect(dismissed).toEqual([...keys.slice(1), 'tap-no-bridge vnic:new']);
  });

  it('are the settings: the engine follows them, and every window hears of them', async () => {
    const { engines, open } = await sessionStage();
    const session = await open();
    const { heard } = hear(session);
    const settings = { version: 1, theme: 'dark', pollMs: 5000 } as const;
    await session.request('settings.save', { settings });
    expect(engines[0]?.asks.settings()).toEqual(settings);
    expect(heard).toEqual([['view', expect.objectContaining({ settings })]]);
    await session.close();
    expect(await (await open()).request('view.open', {})).toMatchObject({ settings });
  });

  it('is the patience that a host is opened with; an older file, without it, is understood', async () => {
    const { config, parts, open } = await sessionStage();
    const openHost = vi.fn(parts.openHost);
    await writeFile(join(config, 'settings.json'), '{"version":1,"theme":"system","pollMs":2000}');
    const session = await open('local', null, { openHost });
    await session.request('settings.save', { settings: { ...defaultSettings, patience: 6 } });
    await session.close();
    await open('local', null, { openHost });
    expect(openHost.mock.calls).toEqual([
      ['local', defaultSettings, null],
      ['local', { ...defaultSettings, patience: 6 }, null],
    ]);
  });

  it('is remarked upon when it was broken, and never overwritten', async () => {
    const { config, open } = await sessionStage();
    await writeFile(join(config, 'settings.json'), 'broken');
    await writeFile(join(config, 'layout-demo.json'), '{"version":9}');
    const session = await open();
    const { remarks } = await session.request('view.open', {});
    expect(remarks).toEqual([
      expect.stringContaining('settings.json'),
      expect.stringContaining('layout-demo.json'),
      'The history begins afresh.',
    ]);
    await session.request('settings.save', { settings: defaultSettings });
    await session.request('layout.save', { layout });
    const files = (await readdir(config)).map((name) => readFile(join(config, name), 'utf8'));
    expect(await Promise.all(files)).toEqual(expect.arrayContaining(['broken', '{"version":9}']));
  });

  it('holds for this session even where it cannot be written, and that is told', async () => {
    const { config, open } = await sessionStage();
    await mkdir(join(config, 'layout-demo.json'));
    const session = await open();
    await expect(session.request('layout.save', { layout })).rejects.toThrow(UserFailure);
    expect(await session.request('view.open', {})).toMatchObject({ layout });
  });
});
