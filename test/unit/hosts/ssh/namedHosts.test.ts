import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { namedHosts } from '#electron/hosts/ssh/namedHosts.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'patchbay-home-'));
  await mkdir(join(home, '.ssh/config.d'), { recursive: true });
  await mkdir(join(home, 'bin'));
  vi.stubEnv('PATH', `${join(home, 'bin')}${delimiter}${process.env.PATH}`);
  await gsettings('exit 1');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(home, { recursive: true });
});

const write = (path: string, text: string) => writeFile(join(home, '.ssh', path), text);

async function gsettings(script: string): Promise<void> {
  const path = join(home, 'bin/gsettings');
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
}

it('are those of ssh’s configuration with all that it includes, once each, and of virt-manager', async () => {
  await write(
    'config',
    'Include config.d/*.conf ~/.ssh/more /nowhere/at/all config\nHost nas pve -oProxyCommand=x\n',
  );
  await write('config.d/b.conf', 'Host two\nInclude config.d/a.conf\n');
  await write('config.d/a.conf', 'Host one nas\n');
  await write('config.d/note.txt', 'Host note\n');
  await write('more', 'Host three\n');
  await gsettings(
    `test "$2" = org.virt-manager.virt-manager.connections && echo "['qemu:///system', 'qemu+ssh://root@box:2222/system', 'qemu+ssh://nas/system', 'qemu+tcp://far/system']"`,
  );
  const names = await namedHosts(home);
  expect(names.filter((name) => !name.includes('ssh_config'))).toEqual([
    'ssh://nas',
    'ssh://pve',
    'ssh://one',
    'ssh://two',
    'ssh://three',
    'ssh://root@box:2222',
  ]);
});

it('are none where there is no configuration, and where it is none that can be read', async () => {
  expect(await namedHosts(home)).toEqual([]);
  await write('config', 'x'.repeat((1 << 20) + 1));
  await mkdir(join(home, '.ssh/folder'));
  await write('config.d/pipe', '');
  expect(await namedHosts(home)).toEqual([]);
  await write('config', 'Host nas\nInclude folder config.d/*\n');
  expect(await namedHosts(home)).toEqual(['ssh://nas']);
});
