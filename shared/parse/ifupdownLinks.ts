/**
 * Reads the `iface` lines of /etc/network/interfaces: the names of the links that ifupdown configures, each once. The
 * loopback stands in that file on every Debian, whatever configures the rest.
 *
 * Source of the format: interfaces(5).
 */
export function parseIfupdownLinks(text: string): string[] {
  // "iface br0 inet static"
  const names = [...text.matchAll(/^[ \t]*iface[ \t]+(\S+)/gm)].map(([, name = '']) => name);
  return [...new Set(names)].filter((name) => name !== 'lo');
}
