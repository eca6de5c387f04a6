import { graphOf } from '#shared/topology/graph.ts';
import type { NodeId } from '#shared/topology/model.ts';
import { propose } from '../../actions/edit.ts';
import { type PullWords, pullWords } from '../../actions/pullWords.ts';
import { useShown } from '../../stores/staging.ts';
import { focusByAnyArrow } from '../../ui/focusByArrows.ts';
import { Text } from '../../ui/Text.tsx';
import { useStartFocus } from '../../ui/useStartFocus.ts';
import { SheetButtons } from './frame/SheetButtons.tsx';
import { SheetMessage } from './frame/SheetMessage.tsx';
import './choices.css';

/** A cable is to be disconnected: from the bridge, or with its vNIC from the VM? Both are explained before one is planned. */
export function PulledStep({ cable }: { readonly cable: NodeId }) {
  const topology = useShown();
  const node = topology === null ? undefined : graphOf(topology).nodes.get(cable);
  if (topology === null || node === undefined) {
    return (
      <SheetMessage
        title="No longer there"
        message="It was removed from the host in the meantime."
        advice=""
      />
    );
  }
  return <Choice cable={cable} words={pullWords(topology, node)} />;
}

function Choice({ cable, words }: { readonly cable: NodeId; readonly words: PullWords }) {
  const likely = useStartFocus<HTMLButtonElement>();
  const { unplug, detach } = words;
  return (
    <div className="sheet-body">
      <h2 id="sheet-title">
        Disconnect <Text>{words.cable}</Text>?
      </h2>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: its buttons have the keys */}
      <div className="pull-choices" onKeyDown={focusByAnyArrow}>
        <button
          type="button"
          ref={unplug.possible ? likely : undefined}
          className="pull-choice"
          disabled={!unplug.possible}
          onClick={() => void propose({ kind: 'unplug', cable })}
        >
          <strong>Disconnect from the bridge</strong>
          <span>
            <Text>{unplug.words}</Text>
          </span>
        </button>
        {detach !== null && (
          <button
            type="button"
            ref={unplug.possible ? undefined : likely}
            className="pull-choice"
            onClick={() => void propose({ kind: 'detach', cable })}
          >
            <strong>Detach the vNIC from the VM</strong>
            <span>
              <Text>{detach}</Text>
            </span>
          </button>
        )}
      </div>
      <SheetButtons leave="Cancel" />
    </div>
  );
}
