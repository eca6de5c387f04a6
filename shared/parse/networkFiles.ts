/**
 * Reads what `grep -rs ^NETWORK_FILE= /run/systemd/netif/links` prints: which `.network` file systemd-networkd has taken for
 * the link of each ifindex, which is the name of the file that says so. A line of another shape is passed over.
 *
 * Source of the format: systemd `src/network/networkd-state-file.c` `link_save()`.
 */
export function parseNetworkdFiles(text: string): { readonly ifindex: number; readonly file: string }[] {
  return text.split('\n').flatMap((line) => {
    // "/run/systemd/netif/links/3:NETWORK_FILE=/etc/systemd/network/10-uplink.network"
    const [, index, file] =
      /^\/run\/systemd\/netif\/links\/(\d{1,10}):NETWORK_FILE=(\/\S+)$/.exec(line) ?? [];
    return index === undefined || file === undefined ? [] : [{ ifindex: Number(index), file }];
  });
}

/**
 * Reads the `iface` lines of /etc/network/interfaces with the file that each stands in, as `grep -H` prints them; of several
 * for one link the first.
 *
 * Source of the format: interfaces(5).
 */
export function parseIfupdownFiles(text: string): { readonly link: string; readonly file: string }[] {
  const files = new Map<string, string>();
  for (const line of text.split('\n')) {
    // "/etc/network/interfaces:iface eth0 inet dhcp"
    const [, file, link] = /^(\/[^:]+):[ \t]*iface[ \t]+(\S+)/.exec(line) ?? [];
    if (file !== undefined && link !== undefined && !files.has(link)) files.set(link, file);
  }
  return [...files].map(([link, file]) => ({ link, file }));
}
