import { shellLine } from '#shared/edits/shellWords.ts';
import type { Command } from '#shared/host/command.ts';
import { CopyButton } from './CopyButton.tsx';

/** A command as it can be pasted into a shell. */
export function CommandText({ command, label }: { readonly command: Command; readonly label: string }) {
  const line = shellLine(command);
  return (
    <div className="command">
      <pre className="mono">{line}</pre>
      <CopyButton text={line} label={label} />
    </div>
  );
}
