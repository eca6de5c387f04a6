/**
 * The strings of an array as `gsettings get` prints it. Empty: it has none, or is no array.
 * Format: https://docs.gtk.org/glib/gvariant-text-format.html
 */
// ['qemu:///system', 'qemu+ssh://root@nas/system']   |   @as []
export function parseGvariantStrings(text: string): readonly string[] {
  const [, list = ''] = /^\s*(?:@as\s*)?\[(.*)\]\s*$/s.exec(text) ?? [];
  return [...list.matchAll(/'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"/gs)].map(([, single, double]) =>
    (single ?? double ?? '').replaceAll(/\\(.)/gs, '$1'),
  );
}
