import { describe, expect, it } from 'vitest';
import { guardCallFor, isForGuard } from '#electron/helper/guardVerbs.mjs';

const guard = '3f2a7c1e-0000-4000-8000-000000000001';
const step = {
  do: { verb: 'set-master', link: 'enp3s0', master: 'br0' },
  undo: { verb: 'set-nomaster', link: 'enp3s0' },
};
const arm = {
  id: 1,
  verb: 'guard-arm',
  guard,
  seconds: 60,
  note: '{"title":"x"}',
  probe: { address: '192.168.1.1', link: 'br0' },
  watch: ['enp3s0', 'br0'],
  steps: [step],
};

describe('root arms a guard', () => {
  it('with commands of the closed set, which become its document', () => {
    expect(guardCallFor(arm)).toEqual({
      id: 1,
      program: 'guard',
      args: ['arm', guard, '60'],
      stdin: [
        'patchbay-guard 1',
        'note {"title":"x"}',
        'probe 192.168.1.1 br0',
        'watch enp3s0',
        'watch br0',
        'do ip link set dev enp3s0 master br0',
        'undo ip link set dev enp3s0 nomaster',
        'end',
        '',
      ].join('\n'),
    });
  });

  it.each(['keep', 'revert', 'forget'])('and asks it to %s', (word) => {
    const asked = guardCallFor({ id: 2, verb: `guard-${word}`, guard });
    expect(asked).toEqual({ id: 2, program: 'guard', args: [word, guard], stdin: '' });
  });

  const add = { verb: 'add-bridge', name: 'br-new', stp: '0', delay: '0' };
  const del = { verb: 'del-link', device: 'br-new' };

  it.each([
    { verb: 'add-bond', name: 'br-new', mode: '802.3ad', miimon: '100' },
    { verb: 'add-vlan', name: 'br-new', link: 'lo', protocol: '802.1Q', vid: '20' },
  ])('that may delete what it makes itself: $verb', (made) => {
    expect(guardCallFor({ ...arm, steps: [{ do: made, undo: del }] })).toMatchObject({
      stdin: expect.stringContaining('undo ip link del dev br-new'),
    });
  });

  it('that may delete the bridge which it makes itself, and no other', () => {
    expect(guardCallFor({ ...arm, steps: [{ do: add, undo: del }] })).toMatchObject({
      stdin: expect.stringContaining('undo ip link del dev br-new'),
    });
    const other = { ...arm, steps: [{ do: add, undo: { ...del, device: 'vnet0' } }] };
    expect(guardCallFor(other)).toHaveProperty('refused');
  });

  it.each([
    ['a path for its name', { ...arm, guard: '../../etc/passwd' }],
    ['no name', { ...arm, guard: undefined }],
    ['too little time', { ...arm, seconds: 29 }],
    ['too much time', { ...arm, seconds: 601 }],
    ['time in words', { ...arm, seconds: '60' }],
    ['a part of a second', { ...arm, seconds: 60.5 }],
    ['another command', { ...arm, steps: [{ ...step, do: { verb: 'sh', link: 'x' } }] }],
    ['arguments instead of a request', { ...arm, steps: [{ ...step, undo: ['ip', 'link'] }] }],
    ['no way back', { ...arm, steps: [{ do: step.do }] }],
    ['more in a step', { ...arm, steps: [{ ...step, shell: 'x' }] }],
    ['nothing to do', { ...arm, steps: [] }],
    ['no list', { ...arm, steps: step }],
    ['a link with a line break', { ...arm, watch: ['a\nend'] }],
    ['a link that would be two words', { ...arm, watch: ['a b'] }],
    ['a quote in a name', { ...arm, steps: [{ ...step, do: { ...step.do, link: 'a"b' } }] }],
    ['a probe that is no address', { ...arm, probe: { address: '$(reboot)', link: 'br0' } }],
    ['a probe with more in it', { ...arm, probe: { ...arm.probe, more: 1 } }],
    ['a note with a line break', { ...arm, note: 'a\ndo ip link' }],
    ['a note that is none', { ...arm, note: 7 }],
    ['an unknown field', { ...arm, env: {} }],
    ['no number', { ...arm, id: '1' }],
    ['a word more for keep', { id: 1, verb: 'guard-keep', guard, more: 1 }],
    ['another verb', { id: 1, verb: 'guard-run', guard }],
    ['a list', [arm]],
    ['nothing', null],
  ])('but not with %s', (_, request) => {
    expect(guardCallFor(request)).toEqual({ refused: expect.any(String) });
  });

  it('tells its requests from the others', () => {
    expect([arm, step.do, null, 'guard-arm', [], { verb: 7 }].map(isForGuard)).toEqual([
      true,
      false,
      false,
      false,
      false,
      false,
    ]);
  });
});
