import { readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { defaultSettings } from '#shared/kept.ts';
import { layout, sessionStage } from './support/sessionStage.ts';

describe('those who visit the address that a host is served at', () => {
  const readOnly = { readOnly: true, visitors: { oneHost: true } };

  it.each(['demo', 'local'] as const)('see the host that its owner named, and not %s', async (host) => {
    const { engines, open } = await sessionStage();
    const session = await open('replay:/x.json', 'replay', { visitors: { oneHost: true } });
    await expect(session.request('host.open', { host })).rejects.toThrow('This address shows one host only.');
    expect(await session.request('view.open', {})).toMatchObject({
      topology: { host: 'replay:/x.json' },
      switchable: false,
      keeping: true,
    });
    expect(engines).toHaveLength(1);
  });

  it('may see another one where none was named', async () => {
    const { open } = await sessionStage();
    const session = await open('demo', 'demo-because-nothing-here', { visitors: { oneHost: false } });
    expect(await session.request('host.open', { host: 'local' })).toMatchObject({ switchable: true });
  });

  it.each([
    ['layout.save', { layout }],
    ['settings.save', { settings: { ...defaultSettings, theme: 'dark' } }],
    ['lock.set', { locked: true }],
    ['lock.set', { locked: false }],
    ['history.settle', { id: 'a' }],
    ['guard.settle', { id: 'a' }],
  ] as const)('change nothing that is kept where it is read-only: %s %j', async (name, input) => {
    const { config, engines, open } = await sessionStage();
    const session = await open('local', null, readOnly);
    const before = await session.request('view.open', {});
    expect(before).toMatchObject({ lock: 'start', keeping: false });
    await expect(session.request(name, input)).rejects.toThrow('--read-only');
    expect(await session.request('view.open', {})).toEqual(before);
    expect(engines[0]?.did).toEqual(['start']);
    expect(await readdir(config)).toEqual([]);
  });

  it('keep what they arrange where it is not', async () => {
    const { config, open } = await sessionStage();
    const session = await open('local', null, { visitors: { oneHost: true } });
    await session.request('layout.save', { layout });
    expect(await readdir(config)).toEqual(['layout-local.json']);
  });
});
