import { describe, expect, it } from 'vitest';
import { requestSchemas } from '#shared/api.ts';
import { titleOf, typedHost } from '#shared/keptHosts.ts';

describe('a host that is typed', () => {
  it.each([
    ['nas', 'ssh://nas'],
    [' root@nas:2222 ', 'ssh://root@nas:2222'],
    ['ssh://nas', 'ssh://nas'],
    ['[fe80::1%enp3s0]', 'ssh://[fe80::1%enp3s0]'],
    ['qemu+ssh://root@nas/system', 'ssh://root@nas'],
  ])('%s is %s', (typed, name) => {
    expect(typedHost(typed)).toBe(name);
  });

  it.each(['', '  ', '-oProxyCommand=x', 'two words', 'http://nas', 'qemu+ssh://nas/session', 'nas:99999'])(
    '“%s” is none',
    (typed) => {
      expect(typedHost(typed)).toBeNull();
    },
  );
});

describe('what a window wants kept', () => {
  const accepts = (hosts: unknown) => requestSchemas['hosts.keep'].safeParse({ hosts }).success;

  it('is a list of hosts over SSH, each with a title or without one, and none twice', () => {
    expect(accepts([])).toBe(true);
    expect(accepts([{ name: 'ssh://nas', title: 'Cellar' }])).toBe(true);
    expect(accepts([{ name: 'local', title: null }])).toBe(false);
    expect(accepts([{ name: 'ssh://-x', title: null }])).toBe(false);
    expect(accepts([{ name: 'ssh://nas', title: ' ' }])).toBe(false);
    expect(
      accepts([
        { name: 'ssh://nas', title: 'a' },
        { name: 'ssh://nas', title: 'b' },
      ]),
    ).toBe(false);
  });
});

it('a host is called what its user calls it, else what its name says', () => {
  expect(titleOf({ name: 'ssh://root@nas', title: null })).toBe('root@nas');
  expect(titleOf({ name: 'ssh://root@nas', title: 'Cellar' })).toBe('Cellar');
});
