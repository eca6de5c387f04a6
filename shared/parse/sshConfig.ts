/** What a file of `ssh`’s configuration names. */
export interface SshConfig {
  /** Those of `Host` that are one host and no pattern, in their order. */
  readonly hosts: readonly string[];
  /** The paths of `Include`, as they are written: they may begin with `~/` and hold `*` and `?`. */
  readonly includes: readonly string[];
}

const MAX_WORDS = 10_000;

/**
 * The names that a user has given to hosts. What follows a `Match` is of no host by name.
 * Format: ssh_config(5)
 */
// Host nas nas.lan !old-*   |   Include config.d/*   |   host="two words"
export function parseSshConfig(text: string): SshConfig {
  const hosts = new Set<string>();
  const includes: string[] = [];
  for (const line of text.split(/\r?\n/)) {
    const [, keyword = '', rest = ''] = /^\s*"?(\w+)"?(?:\s*=\s*|\s+)(.*)$/.exec(line) ?? [];
    const words = wordsOf(rest);
    if (hosts.size + includes.length + words.length > MAX_WORDS) break;
    if (keyword.toLowerCase() === 'include') includes.push(...words);
    if (keyword.toLowerCase() !== 'host') continue;
    for (const word of words) if (!/[*?!]/.test(word)) hosts.add(word);
  }
  return { hosts: [...hosts], includes };
}

/** A word in double quotes may hold blanks; what stands behind a # that begins a word is a remark. */
function wordsOf(text: string): string[] {
  const words: string[] = [];
  for (const [whole, quoted] of text.matchAll(/"([^"]*)"|\S+/g)) {
    if (whole.startsWith('#')) break;
    words.push(quoted ?? whole);
  }
  return words;
}
