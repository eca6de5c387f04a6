import type { Connecting } from '#shared/api.ts';
import { cancelConnecting, retryConnecting } from '../../actions/connecting.ts';
import { useStartFocus } from '../../ui/useStartFocus.ts';
import { OpenHostButtons } from '../OpenHostButtons.tsx';
import { StageWords } from '../StageWords.tsx';
import './connecting.css';

/** What stands in place of the picture while its host is being connected to, or could not be reached. */
export function ConnectingStage({ connecting }: { readonly connecting: Connecting }) {
  const { host, failure } = connecting;
  if (failure !== null) return <NotReached connecting={connecting} />;
  return (
    <StageWords title={`Connecting to ${host}…`} words="" tone="plain">
      <span className="busy-mark" aria-hidden="true" />
      <button type="button" className="button" onClick={() => void cancelConnecting()}>
        Cancel
      </button>
    </StageWords>
  );
}

function NotReached({ connecting: { failure, hosts } }: { readonly connecting: Connecting }) {
  const again = useStartFocus<HTMLButtonElement>();
  return (
    <StageWords title={failure?.message ?? ''} words={failure?.advice ?? ''} tone="danger">
      <div className="stage-buttons">
        <button type="button" ref={again} className="button primary" onClick={() => void retryConnecting()}>
          Try again
        </button>
        <OpenHostButtons hosts={hosts} />
      </div>
    </StageWords>
  );
}
