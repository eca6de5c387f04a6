/** What networkd tells of a link that it has a configuration for; `unmanaged`, `pending` and others say nothing of one. */
const CONFIGURED = new Set(['configured', 'configuring', 'failed', 'linger']);

/**
 * Reads `networkctl list --no-legend --no-pager`: the names of the links that systemd-networkd configures. A line of
 * another shape is passed over.
 *
 * Source of the format: systemd `src/network/networkctl.c` `list_links()`; states in networkctl(1).
 */
export function parseNetworkctlLinks(text: string): string[] {
  return text.split('\n').flatMap((line) => {
    // "  3 br0              bridge   routable    configured"
    const [index = '', link, type, operational, setup, ...more] = line.trim().split(/\s+/);
    const isRow = link !== undefined && type !== undefined && operational !== undefined && more.length === 0;
    return isRow && /^\d+$/.test(index) && CONFIGURED.has(setup ?? '') ? [link] : [];
  });
}
