import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linkId } from '#shared/topology/model.ts';
import { requestFor } from '../../../electron/engine/helperRequest.ts';
import { argsFor, isLinkName, verbs } from '../../../electron/helper/verbs.mjs';
import { house } from '../edits/support/house.ts';
import { planned } from '../edits/support/plans.ts';

describe('the name of a link', () => {
  it.each(['a', 'vnet7', 'br0', '-x', 'a;b', "br'0", '$(id)', '...', 'Köln', 'fifteen-bytes-x', '\u0001'])(
    'may be %j',
    (name) => expect(isLinkName(name)).toBe(true),
  );

  it.each([
    '',
    '.',
    '..',
    'sixteen-bytes-xx',
    'éééééééé',
    'a/b',
    '../x',
    'a:b',
    'a b',
    'a\tb',
    'a\nb',
    'a\u000bb',
    'a\0b',
    // Its second byte is 0xa0, a space to the kernel.
    'à',
    7,
    null,
    undefined,
    ['br0'],
    { toString: () => 'br0' },
  ])('may not be %j', (name) => expect(isLinkName(name)).toBe(false));
});

const plug = { id: 1, verb: 'set-master', link: 'vnet7', master: 'br0' };

describe('a request', () => {
  it.each([
    [plug, ['link', 'set', 'dev', 'vnet7', 'master', 'br0']],
    [{ id: 2, verb: 'set-nomaster', link: 'vnet7' }, ['link', 'set', 'dev', 'vnet7', 'nomaster']],
    [{ id: 3, verb: 'set-up', link: '-x' }, ['link', 'set', 'dev', '-x', 'up']],
    [{ id: 4, verb: 'set-down', link: 'dev' }, ['link', 'set', 'dev', 'dev', 'down']],
  ])('of the closed set becomes arguments: %j', (request, args) => {
    expect(argsFor(request)).toEqual({ id: request.id, args });
  });

  it.each([
    ['nothing', null],
    ['text', 'set-up'],
    ['a list', [plug]],
    ['an empty one', {}],
    ['one without a number', { verb: 'set-up', link: 'a' }],
    ['one whose number is text', { ...plug, id: '1' }],
    ['one whose number is none', { ...plug, id: 1.5 }],
    ['another verb', { ...plug, verb: 'del' }],
    ['a verb that every object has', { ...plug, verb: 'constructor' }],
    ['a verb in a list', { ...plug, verb: ['set-master'] }],
    ['one field too many', { ...plug, netns: '1' }],
    ['one field too few', { id: 1, verb: 'set-master', link: 'vnet7' }],
    ['the field of another verb', { id: 1, verb: 'set-up', master: 'br0' }],
    ['an argument in place of a name', { ...plug, master: 'br0 mtu 68' }],
    ['a path in place of a name', { ...plug, link: '../../etc' }],
    ['a list in place of a name', { ...plug, link: ['vnet7', 'down'] }],
    ['an object in place of a name', { ...plug, link: { length: 1 } }],
  ])('that is %s is refused', (_what, request) => {
    expect(argsFor(request)).toEqual({ refused: expect.any(String) });
  });

  it('never becomes anything but a row of the table with names in its blanks', () => {
    const word = fc.oneof(fc.string(), fc.constantFrom('vnet7', 'br0', 'up', 'netns', '-batch'));
    const request = fc.record(
      { id: fc.integer(), verb: fc.constantFrom(...Object.keys(verbs), 'x'), link: word, master: word },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(request, fc.jsonValue()), (asked) => {
        const answered = argsFor(asked);
        if ('refused' in answered) return;
        const row = verbs[(asked as { verb: string }).verb] ?? [];
        expect(answered.args).toHaveLength(row.length);
        for (const [index, fixed] of row.entries()) {
          if (typeof fixed === 'string') expect(answered.args[index]).toBe(fixed);
          else expect(isLinkName(answered.args[index])).toBe(true);
        }
      }),
    );
  });
});

describe('what Patchbay asks for', () => {
  it('is the command that it has shown', () => {
    const command = ['link', 'set', 'dev', 'vnet7', 'master', 'br0'];
    const request = requestFor({ argv: ['ip', ...command] });
    expect(argsFor({ id: 1, ...request })).toEqual({ id: 1, args: command });
  });

  it('has a verb for each step of an edit that needs root, and for its undo', () => {
    const plans = [
      planned(house(), { kind: 'move', cable: linkId('loose'), to: linkId('br1') }),
      planned(house(), { kind: 'unplug', cable: linkId('plugged') }),
    ];
    const steps = plans.flatMap(({ steps }) => steps).filter(({ rights }) => rights === 'net-admin');
    expect(steps.length).toBeGreaterThan(1);
    for (const { command, inverseCommand } of steps) {
      expect(requestFor(command)).not.toBeNull();
      expect(requestFor(inverseCommand)).not.toBeNull();
    }
  });
});
