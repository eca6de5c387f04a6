import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const css = readFileSync(join(import.meta.dirname, '../../../renderer/theme/tokens.css'), 'utf8');

type Tokens = Readonly<Record<string, string>>;

/** The colours of one block of tokens.css, by name. */
function coloursOf(selector: string): Tokens {
  const block = css.slice(css.indexOf(`${selector} {`)).split('}')[0] ?? '';
  return Object.fromEntries(
    [...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6});/g)].map(([, name, colour]) => [name, colour]),
  );
}

const light = coloursOf(':root');
const dark = { ...light, ...coloursOf(':root[data-theme="dark"]') };

/** WCAG 2's relative luminance of `#rrggbb`. */
function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [dim = 0, bright = 0] = [luminance(a), luminance(b)].toSorted((x, y) => x - y);
  return (bright + 0.05) / (dim + 0.05);
}

const surfaces = ['bg', 'surface', 'surface-raised', 'surface-sunken'];

/** Text and what it stands on, wherever the panels set one on the other. */
const pairs: readonly (readonly [text: string, on: string])[] = [
  ...surfaces.flatMap((on) =>
    ['text', 'text-dim', 'text-faint', 'accent'].map((text) => [text, on] as const),
  ),
  ...['surface', 'surface-raised'].flatMap((on) =>
    ['ok', 'warn', 'danger'].map((text) => [text, on] as const),
  ),
  ...['accent-soft', 'warn-soft', 'danger-soft', 'ok-soft'].flatMap((on) => [
    ['text', on] as const,
    ['text-dim', on] as const,
  ]),
  // A MAC's vendor half, in a row that is selected; what search found, in the row that is pointed at.
  ['text-faint', 'accent-soft'],
  ['accent', 'accent-soft'],
  ['warn', 'warn-soft'],
  ['accent-ink', 'accent'],
  ...[1, 2, 3, 4, 5, 6, 7, 8].map((hue) => [`hue-${hue}-ink`, `hue-${hue}`] as const),
];

describe.each([
  ['light', light],
  ['dark', dark],
] as const)('colours in %s', (_, tokens: Tokens) => {
  it.each(pairs)('%s on %s can be read: 4.5 to 1', (text, on) => {
    expect(contrast(tokens[text] ?? '', tokens[on] ?? '')).toBeGreaterThanOrEqual(4.5);
  });

  it.each(surfaces)('the focus ring is seen on %s: 3 to 1', (on) => {
    expect(contrast(tokens.accent ?? '', tokens[on] ?? '')).toBeGreaterThanOrEqual(3);
  });
});

it('computes contrast as WCAG does', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
  expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 2);
});
