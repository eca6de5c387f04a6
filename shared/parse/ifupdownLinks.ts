/** What the `iface` lines of /etc/network/interfaces tell; each link once. */
export interface IfupdownLinks {
  readonly links: readonly string[];
  /** Those that get an IPv4 address by DHCP. */
  readonly leased: readonly string[];
}

/**
 * Reads the `iface` lines of /etc/network/interfaces. The loopback stands in that file on every Debian, whatever
 * configures the rest.
 *
 * Source of the format: interfaces(5).
 */
export function parseIfupdownLinks(text: string): IfupdownLinks {
  // "iface br0 inet static"
  const stanzas = [...text.matchAll(/^[ \t]*iface[ \t]+(\S+)(?:[ \t]+(\S+)[ \t]+(\S+))?/gm)]
    .map(([, link = '', family = '', method = '']) => ({
      link,
      isLeased: family === 'inet' && method === 'dhcp',
    }))
    .filter(({ link }) => link !== 'lo');
  return {
    links: [...new Set(stanzas.map(({ link }) => link))],
    leased: [...new Set(stanzas.flatMap(({ link, isLeased }) => (isLeased ? [link] : [])))],
  };
}
