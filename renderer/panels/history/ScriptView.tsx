import { CopyButton } from '../../ui/CopyButton.tsx';
import { useStartFocus } from '../../ui/useStartFocus.ts';
import { visibleLines } from '../../ui/visible.ts';

/** Past edits as a shell script, to be copied. */
export function ScriptView({ script, onBack }: { readonly script: string; readonly onBack: () => void }) {
  const back = useStartFocus<HTMLButtonElement>();
  return (
    <div className="history-body history-script">
      <div className="past-buttons">
        <button type="button" className="button" ref={back} onClick={onBack}>
          Back to history
        </button>
        <CopyButton text={script} label="the script" />
      </div>
      <pre className="mono">{visibleLines(script)}</pre>
    </div>
  );
}
