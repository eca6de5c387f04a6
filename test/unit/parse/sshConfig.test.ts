import { expect, it } from 'vitest';
import { parseGvariantStrings } from '#shared/parse/gvariantStrings.ts';
import { parseSshConfig } from '#shared/parse/sshConfig.ts';

it('names the hosts of ssh’s configuration, and no pattern', () => {
  const text = [
    'Include config.d/* "~/other config"',
    '# Host remark',
    'Host nas nas.lan !old-* *.example  # behind',
    '\tHostName 192.168.1.5',
    'host=pve',
    '"Host" "two words" host?',
    'Match host box',
    'HostName never',
    'Host nas',
    'Host',
  ].join('\n');
  expect(parseSshConfig(text)).toEqual({
    hosts: ['nas', 'nas.lan', 'pve', 'two words'],
    includes: ['config.d/*', '~/other config'],
  });
  expect(parseSshConfig('\0\u{1f600} = \r\nHost crlf\r\n').hosts).toEqual(['crlf']);
});

it.each([
  ["['qemu:///system', 'qemu+ssh://root@nas/system']\n", ['qemu:///system', 'qemu+ssh://root@nas/system']],
  ['@as []\n', []],
  [`["it's", 'a \\'b\\' \\\\']`, ["it's", "a 'b' \\"]],
  ['No such schema “org.virt-manager”', []],
  ["['open", []],
])('reads %j as what gsettings has', (text, strings) => {
  expect(parseGvariantStrings(text)).toEqual(strings);
});
