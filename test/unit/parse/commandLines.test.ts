import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseCommandLines } from '#shared/parse/commandLines.ts';

it('gives each process its arguments, empty ones and those with line breaks and colons too', () => {
  const text =
    '/proc/7/cmdline:qemu\0/proc/7/cmdline:\0/proc/7/cmdline:a\nb:c\0/proc/7/cmdline:é\0/proc/12/cmdline:sleep\0';
  expect([...parseCommandLines(text)]).toEqual([
    [7, 'qemu\0\0a\nb:c\0é\0'],
    [12, 'sleep\0'],
  ]);
});

it('puts every command line together again', () => {
  const argument = fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0'));
  const processes = fc.uniqueArray(fc.tuple(fc.nat(), fc.array(argument, { minLength: 1 })), {
    selector: ([pid]) => pid,
  });
  fc.assert(
    fc.property(processes, (lines) => {
      const text = lines
        .map(([pid, args]) => args.map((arg) => `/proc/${pid}/cmdline:${arg}\0`).join(''))
        .join('');
      const expected = lines.map(([pid, args]) => [pid, args.map((arg) => `${arg}\0`).join('')]);
      expect([...parseCommandLines(text)]).toEqual(expected);
    }),
  );
});

it('reads garbage as nothing', () => {
  expect([...parseCommandLines('')]).toEqual([]);
  expect([...parseCommandLines('grep: /proc/7/cmdline: No such process\n')]).toEqual([]);
});
