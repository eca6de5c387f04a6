/**
 * A table as virsh prints it since 4.10 (tools/vsh-table.c): one leading blank, three between the columns, the last
 * one not padded, a rule of dashes under the header; under `-q` the rows alone.
 */
export function table(
  header: readonly string[],
  rows: readonly (readonly (string | null)[])[],
  quiet: boolean,
): string {
  const cells = rows.map((row) => row.map((cell) => cell ?? '-'));
  const widths = header.map((title, column) =>
    Math.max(...[header, ...cells].map((row) => width(row[column] ?? title))),
  );
  const line = (row: readonly string[]) =>
    ` ${row
      .map((cell, column) =>
        column === row.length - 1 ? cell : cell + ' '.repeat((widths[column] ?? 0) - width(cell) + 3),
      )
      .join('')}\n`;
  const rule = `${'-'.repeat(widths.reduce((sum, each) => sum + each + 3, 0))}\n`;
  return (quiet ? '' : line(header) + rule) + cells.map(line).join('');
}

/** Terminal columns, near enough: a character each. */
function width(text: string): number {
  return [...text].length;
}
