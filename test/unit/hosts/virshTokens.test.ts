import { describe, expect, it } from 'vitest';
import { tokenize } from '#electron/hosts/virsh/tokens.ts';

/** Each of these was put to virsh 9.0 (`virsh -c test:///default "echo …"`); this is what it made of them. */
const asVirshDoes: readonly (readonly [text: string, commands: readonly (readonly string[])[]])[] = [
  [
    `echo 'a b' "c'd" e\\ f; echo x`,
    [
      ['echo', 'a b', "c'd", 'e f'],
      ['echo', 'x'],
    ],
  ],
  [`echo it\\'s`, [['echo', "it's"]]],
  [`echo 'unclosed`, [['echo', 'unclosed']]],
  [
    'echo a # comment\necho b',
    [
      ['echo', 'a'],
      ['echo', 'b'],
    ],
  ],
  [';;; echo x ;', [['echo', 'x']]],
  [`echo 'a;b'`, [['echo', 'a;b']]],
  [`echo "a\\nb"`, [['echo', 'anb']]],
  ['echo a\\\nb', [['echo', 'ab']]],
  [`echo ''`, [['echo', '']]],
];

describe('the words of a virsh batch', () => {
  it.each(asVirshDoes)('%j', (text, commands) => {
    expect(tokenize(text)).toEqual({ ok: true, commands });
  });

  it.each([
    ['echo "unclosed', 'missing "'],
    ['echo a\\', 'dangling \\'],
  ])('%j is refused', (text, message) => {
    expect(tokenize(text)).toEqual({ ok: false, message });
  });
});
