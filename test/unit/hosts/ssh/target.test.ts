import { describe, expect, it } from 'vitest';
import { whereWords } from '#electron/hosts/ssh/whereWords.ts';
import { sshTarget } from '#shared/host/sshTarget.ts';

describe('the name of a host over SSH', () => {
  it.each([
    ['ssh://pve', ['--', 'pve']],
    ['ssh://root@pve', ['-l', 'root', '--', 'pve']],
    ['ssh://root@10.0.0.2:2222', ['-l', 'root', '-p', '2222', '--', '10.0.0.2']],
    ['ssh://[fe80::1%enp3s0]:22', ['-p', '22', '--', 'fe80::1%enp3s0']],
    ['ssh://lab.example/', ['--', 'lab.example']],
  ])('%s', (name, words) => {
    const target = sshTarget(name);
    expect(target && whereWords(target)).toEqual(words);
  });

  it.each([
    'ssh://',
    'ssh://-oProxyCommand=x',
    'ssh://-l@pve',
    'ssh://pve:0',
    'ssh://pve:70000',
    'ssh://a b',
    'ssh://a@b@c',
    'ssh://fe80::1',
    'ssh://pve/etc',
    'pve',
  ])('is not %s', (name) => {
    expect(sshTarget(name)).toBeNull();
  });
});
