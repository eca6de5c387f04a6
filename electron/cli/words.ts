/** What a word of the command line may be: by it words are checked, told of and completed. */
export type Meaning =
  | { readonly is: 'one-of'; readonly words: readonly string[] }
  /** These are offered, and any other is taken. */
  | { readonly is: 'such-as'; readonly words: readonly string[] }
  | { readonly is: 'file' }
  /** `local`, `demo`, `replay:` and a file, or `ssh://` and a host. */
  | { readonly is: 'host' }
  /** A host, `live` for the one that `--host` names, or the file of a capture. */
  | { readonly is: 'host-or-capture' }
  /** Something that the host has. */
  | { readonly is: 'on-host'; readonly what: OnHost }
  | { readonly is: 'command' }
  /** Anything; it is checked by whoever uses it. */
  | { readonly is: 'free' };

/** What of a host can be named: anything, a cable, a VM, what a cable goes to, or a bridge. */
const ON_HOST = ['what', 'cable', 'vm', 'target', 'bridge'] as const;
export type OnHost = (typeof ON_HOST)[number];

const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** The words after a command’s name. One in brackets may be left out. */
export const WORDS = {
  WHAT: { is: 'on-host', what: 'what' },
  CABLE: { is: 'on-host', what: 'cable' },
  VM: { is: 'on-host', what: 'vm' },
  'BRIDGE|NETWORK': { is: 'on-host', what: 'target' },
  'up|down': { is: 'one-of', words: ['up', 'down'] },
  FILE: { is: 'file' },
  A: { is: 'host-or-capture' },
  B: { is: 'host-or-capture' },
  'bash|zsh|fish': { is: 'one-of', words: SHELLS },
  '[COMMAND]': { is: 'command' },
  '[BRIDGE]': { is: 'on-host', what: 'bridge' },
  'what|cable|vm|target|bridge|host': { is: 'one-of', words: [...ON_HOST, 'host'] },
} as const satisfies Record<string, Meaning>;

export type WordName = keyof typeof WORDS;

export function meaningOf(word: WordName): Meaning {
  return WORDS[word];
}

export function isOptional(word: WordName): boolean {
  return word.startsWith('[');
}

/** “now, boot or both” */
export function orList(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
