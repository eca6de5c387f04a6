/**
 * Reads `resolvectl dns` or `resolvectl domain`: the words that it prints for each link that has any, by the link's
 * name. A link-local server's zone is left out, as it is that link.
 *
 * Source of the format: systemd `src/resolve/resolvectl.c` `status_print_strv_ifindex()`. From version 249 on a line that
 * would be longer than the terminal, 80 columns where there is none, goes on in the next one, eight columns in.
 */
export function parseResolvectlLinks(text: string): ReadonlyMap<string, readonly string[]> {
  const links = new Map<string, string[]>();
  let words: string[] | null = null;
  for (const line of text.split('\n')) {
    // "Global: 9.9.9.9" | "Link 2 (enp3s0): 192.168.1.1 fe80::1%2" | "        2001:db8::53"
    const link = /^Link \d+ \(([^:]+)\):(.*)$/.exec(line);
    if (link !== null) {
      words = [];
      links.set(link[1] ?? '', words);
    } else if (!/^ {8}/.test(line)) {
      words = null;
    }
    for (const word of words === null ? [] : wordsOf(link === null ? line : (link[2] ?? '')))
      words?.push(word);
  }
  return new Map([...links].filter(([, found]) => found.length > 0));
}

function wordsOf(text: string): string[] {
  const words = text.split(' ').filter((word) => word !== '');
  return words.map((word) => word.replace(/^(fe80:[0-9a-f:]*)%\w+/i, '$1'));
}
