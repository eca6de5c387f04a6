import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { didYouMean, nearest } from '#shared/nearest.ts';

const commands = ['graph', 'trace', 'move', 'attach', 'detach', 'unplug', 'link', 'capture', 'serve', 'help'];

describe('what was most likely meant', () => {
  it.each([
    ['trcae', 'trace', 'two letters exchanged'],
    ['grph', 'graph', 'one left out'],
    ['lnik', 'link', 'exchanged in a short word'],
    ['movve', 'move', 'one too many'],
    ['captrue', 'capture', 'exchanged'],
    ['dettahc', 'detach', 'two slips in a long word'],
    ['SERVE', 'serve', 'capitals'],
    ['etach', 'detach', 'nearer than attach'],
  ])('by “%s” is %s: %s', (typed, meant) => {
    expect(nearest(typed, commands)).toBe(meant);
  });

  it.each(['', 'm', 'ls', 'gr', 'doctor', 'frobnicate', 'vnet5', 'move vnet5 br0', 'linkkkk', 'mvoee'])(
    'by “%s” is not guessed',
    (typed) => {
      expect(nearest(typed, commands)).toBeNull();
      expect(didYouMean(typed, commands)).toBe('');
    },
  );

  it('is the first of two that are equally near', () => {
    expect(nearest('vnet', ['vnet1', 'vnet2'])).toBe('vnet1');
  });

  it('is found after any one slip, in every word of four letters or more', () => {
    const letter = fc.constantFrom(...'abcxyz');
    const word = fc.constantFrom(...commands);
    fc.assert(
      fc.property(
        word,
        fc.nat(),
        letter,
        fc.constantFrom('in', 'out', 'other', 'exchanged'),
        (word, n, x, slip) => {
          const at = n % word.length;
          const [before, rest] = [word.slice(0, at), word.slice(at)];
          const typed = {
            in: `${before}${x}${rest}`,
            out: `${before}${rest.slice(1)}`,
            other: `${before}${x}${rest.slice(1)}`,
            exchanged: `${before}${rest[1] ?? ''}${rest[0]}${rest.slice(2)}`,
          }[slip];
          expect(nearest(typed, [word])).toBe(word);
        },
      ),
    );
  });
});
