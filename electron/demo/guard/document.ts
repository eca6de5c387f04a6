/** What `guard.sh arm` is given on standard input; its format stands at the head of electron/helper/guard.sh. */
export interface GuardDocument {
  readonly note: string | null;
  readonly probe: { readonly address: string; readonly link: string } | null;
  readonly watch: readonly string[];
  readonly steps: readonly { readonly do: Words; readonly undo: Words }[];
}

/** A command of `ip`, `bridge` or `resolvectl`. */
export type Words = readonly [program: string, ...args: string[]];

/** Null: the guard does not understand it. */
export function readDocument(text: string): GuardDocument | null {
  const [head, ...lines] = text.split('\n');
  if (head !== 'patchbay-guard 1') return null;
  let note: string | null = null;
  let probe: GuardDocument['probe'] = null;
  const watch: string[] = [];
  const steps: { do: Words; undo: Words }[] = [];
  let begun: Words | null = null;
  for (const line of lines) {
    const [, key = '', value = ''] = /^(\w+) ?(.*)$/.exec(line) ?? [];
    if (key === 'note') {
      note = value;
      continue;
    }
    if (!isPlain(line)) return null;
    if (key === 'end') return begun === null && steps.length > 0 ? { note, probe, watch, steps } : null;
    const words = value.split(' ') as [string, ...string[]];
    if (key === 'probe') probe = { address: words[0], link: words[1] ?? '' };
    else if (key === 'watch') watch.push(value);
    else if (!['ip', 'bridge', 'resolvectl'].includes(words[0])) return null;
    else if (key === 'do' && begun === null) begun = words;
    else if (key === 'undo' && begun !== null) {
      steps.push({ do: begun, undo: words });
      begun = null;
    } else return null;
  }
  return null;
}

/** Words of printable ASCII without quotes, backslash and `#`, one space between two. */
function isPlain(line: string): boolean {
  return /^[!-~]+( [!-~]+)*$/.test(line) && !/["'\\#]/.test(line);
}
