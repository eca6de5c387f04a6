import { CopyButton } from './CopyButton.tsx';
import { visibleLines } from './visible.ts';

/** A command as it can be pasted into a shell; what is copied is exact, whatever its names hold. */
export function CommandText({ line, label }: { readonly line: string; readonly label: string }) {
  return (
    <div className="command">
      <pre className="mono">{visibleLines(line)}</pre>
      <CopyButton text={line} label={label} />
    </div>
  );
}
