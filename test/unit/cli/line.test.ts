import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bold, columns, dim, renderJson, renderLine } from '#electron/cli/line.ts';

const controls = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u3164]/u;
const hostile = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      '\u001b',
      '\u009b',
      '\u202e',
      '\u200b',
      '\u061c',
      '\u{e0041}',
      '\u3164',
      '\n',
      '\r',
      '[2J',
    ),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  ),
});

describe('a line', () => {
  it('has no character that a terminal obeys, whatever a name holds', () => {
    fc.assert(
      fc.property(hostile, (name) => {
        expect(renderLine([name, bold(name)], false)).not.toMatch(controls);
      }),
    );
  });

  it('has the colours that Patchbay gave it and no others', () => {
    expect(renderLine(['a ', bold('b\u001b[31m')], true)).toBe('a \u001b[1mb\ufffd[31m\u001b[0m');
  });

  it('has no colours where none are wanted', () => {
    expect(renderLine([bold('a'), dim('b')], false)).toBe('ab');
  });
});

describe('columns', () => {
  const text = (rows: readonly (readonly string[])[]) =>
    columns(rows, 2).map((line) => renderLine(line, false));

  it('line up, by what is seen of a name', () => {
    expect(
      text([
        ['Köln ✓', 'x'],
        ['👩‍💻', 'y'],
        ['long name', 'z'],
      ]),
    ).toEqual(['  Köln ✓     x', '  👩‍💻          y', '  long name  z']);
  });

  it('leave out what is empty in every row, and no blanks at the end', () => {
    expect(
      text([
        ['a', '', 'b'],
        ['c', '', ''],
      ]),
    ).toEqual(['  a  b', '  c']);
  });
});

describe('JSON', () => {
  it('comes back as it was, and can be printed on a terminal', () => {
    fc.assert(
      fc.property(hostile, (name) => {
        const printed = renderJson({ name });
        expect(JSON.parse(printed)).toEqual({ name });
        expect(printed.replaceAll('\n', '')).not.toMatch(controls);
      }),
    );
  });
});
