import type { Invocation } from '../command.ts';
import type { Terminal } from '../terminal.ts';
import type { Shell } from '../words.ts';
import { bashCompletion } from './bash.ts';
import { fishCompletion } from './fish.ts';
import { zshCompletion } from './zsh.ts';

const COMPLETIONS: Readonly<Record<Shell, () => string>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
};

/** `patchbay completion SHELL`. */
export async function completion({ args }: Invocation, terminal: Terminal): Promise<number> {
  const script = COMPLETIONS[args[0] as Shell]();
  for (const line of script.trimEnd().split('\n')) terminal.out(line);
  return 0;
}
