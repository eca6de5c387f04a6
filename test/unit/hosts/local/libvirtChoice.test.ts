import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { localHost } from '#electron/hosts/local/local.ts';
import { libvirtChoice, readingUri } from '#electron/hosts/local/process/libvirtChoice.ts';

vi.setConfig({ testTimeout: 60_000 });
const TRUENAS = 'qemu+unix:///system?socket=/run/truenas_libvirt/libvirt-sock';

it.each([
  [{}, {}],
  [{ LIBVIRT_DEFAULT_URI: '' }, {}],
  [{ LIBVIRT_DEFAULT_URI: 'qemu:///system' }, {}],
  [{ LIBVIRT_DEFAULT_URI: TRUENAS }, { libvirtUri: TRUENAS }],
  [{ LIBVIRT_DEFAULT_URI: 'qemu:///system?socket=/x' }, { libvirtUri: 'qemu:///system?socket=/x' }],
  [
    { LIBVIRT_DEFAULT_URI: 'qemu+ssh://far/system', VIRSH_DEFAULT_CONNECT_URI: TRUENAS },
    { libvirtUri: TRUENAS },
  ],
])('the libvirt that is asked follows the user’s settings: %j', (env, chosen) => {
  expect(libvirtChoice(env)).toEqual(chosen);
});

it('the one that is asked for wins over the user’s settings', () => {
  const env = { LIBVIRT_DEFAULT_URI: 'lxc:///', VIRSH_DEFAULT_CONNECT_URI: TRUENAS };
  expect(libvirtChoice(env, 'qemu:///system')).toEqual({});
  expect(libvirtChoice(env, 'qemu:///system?socket=/x')).toEqual({ libvirtUri: 'qemu:///system?socket=/x' });
  expect(libvirtChoice({}, 'lxc:///').libvirtRemark).toMatch(/^--connect names lxc:\/\/\/, .* Patchbay asks/);
});

it.each([
  'qemu+ssh://root@far/system',
  'qemu+ssh:///system',
  'qemu+tls://far/system',
  'qemu+unix://far/system',
  'qemu+ext:///system?command=/tmp/x',
  'qemu:///session',
  'qemu:///embed?root=/tmp/x',
  'lxc:///',
  'test:///default',
  'xen:///system',
  'an-alias',
  '-x',
  'qemu:///system?socket=/run/a b',
  'qemu:///system\nqemu:///system',
])('is this host’s all the same where they name another one, and says so: %j', (uri) => {
  const { libvirtUri, libvirtRemark } = libvirtChoice({ LIBVIRT_DEFAULT_URI: uri });
  expect(libvirtUri).toBeUndefined();
  expect(libvirtRemark).toMatch(/^LIBVIRT_DEFAULT_URI names .* Patchbay asks qemu:\/\/\/system\.$/);
});

it('reads by the socket beside the one that is named, as libvirt itself does', () => {
  expect(readingUri(`${TRUENAS}&mode=legacy`)).toBe(
    'qemu+unix:///system?socket=/run/truenas_libvirt/libvirt-sock-ro&mode=legacy',
  );
  expect(readingUri('qemu:///system?socket=/run/x/virtqemud-sock-ro')).toContain('virtqemud-sock-ro');
  expect(readingUri('qemu:///system?socket=/run/mine')).toBe('qemu:///system?socket=/run/mine');
});

it('gives every virsh command that URI, and no other program', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-uri-'));
  for (const program of ['virsh', 'other']) {
    await writeFile(join(folder, program), '#!/bin/sh\nprintf "%s\\n" "$@"\n');
    await chmod(join(folder, program), 0o755);
  }
  vi.stubEnv('PATH', `${folder}:${process.env.PATH}`);
  vi.stubEnv('LIBVIRT_DEFAULT_URI', TRUENAS);
  vi.stubEnv('VIRSH_DEFAULT_CONNECT_URI', '');
  const host = localHost();
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    await host.close();
    await rm(folder, { recursive: true });
  });
  expect(host.libvirtUri).toBe(TRUENAS);
  const said = async (program: string, ...words: string[]) => {
    const argv = [program, ...words, '-c', 'qemu:///system', 'list'] as const;
    const outcome = await host.run({ argv }, { timeoutMs: 30_000 });
    return outcome.kind === 'exited' ? outcome.stdout.trim().split('\n') : outcome;
  };
  const read = process.getuid?.() === 0 ? TRUENAS : readingUri(TRUENAS);
  expect(await said('virsh', '-r')).toEqual(['-r', '-c', read, 'list']);
  expect(await said('virsh')).toEqual(['-c', TRUENAS, 'list']);
  expect(await said('other')).toEqual(['-c', 'qemu:///system', 'list']);
  const followed = await new Promise<string[]>((resolve) => {
    const lines: string[] = [];
    host.follow(
      { argv: ['virsh', '-c', 'qemu:///system', 'event'] },
      (line) => lines.push(line),
      () => resolve(lines),
    );
  });
  expect(followed).toEqual(['-c', TRUENAS, 'event']);
});
