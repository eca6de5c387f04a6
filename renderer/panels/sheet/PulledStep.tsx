import { graphOf } from '#shared/topology/graph.ts';
import type { NodeId } from '#shared/topology/model.ts';
import { propose } from '../../actions/edit.ts';
import { openSheet } from '../../stores/edits.ts';
import { useHost } from '../../stores/host.ts';
import { Keys } from '../../ui/Keys.tsx';
import { SheetMessage } from './SheetMessage.tsx';

/** A cable was pulled off: out of the bridge, or out of the VM? The two are explained before one is planned. */
export function PulledStep({ cable }: { readonly cable: NodeId }) {
  const topology = useHost((host) => host.topology);
  const node = topology === null ? undefined : graphOf(topology).nodes.get(cable);
  if (topology === null || node === undefined) {
    return <SheetMessage title="That cable is gone" message="It left the host in the meantime." advice="" />;
  }
  const vm = node.kind === 'vnic' ? graphOf(topology).nodes.get(node.vm) : undefined;
  const tap = node.kind === 'vnic' ? node.tap : node.name;
  return (
    <div className="sheet-body">
      <h2 id="sheet-title">
        {vm === undefined ? `Pull ${node.name} off?` : `Pull ${node.name} of ${vm.name} off?`}
      </h2>
      <div className="pull-choices">
        <button
          type="button"
          className="pull-choice"
          // biome-ignore lint/a11y/noAutofocus: the sheet was opened to make this choice
          autoFocus
          disabled={tap === null}
          onClick={() => void propose({ kind: 'unplug', cable })}
        >
          <strong>Unplug from the bridge</strong>
          <span>
            {tap === null
              ? 'Nothing is plugged in now: this VM is not running.'
              : `${tap} leaves its bridge, as if the cable were pulled out of the switch. ${
                  vm === undefined
                    ? 'The interface stays and can be plugged in again.'
                    : 'The VM keeps its network card, and the next boot plugs it in again.'
                }`}
          </span>
        </button>
        {vm !== undefined && (
          <button
            type="button"
            className="pull-choice"
            onClick={() => void propose({ kind: 'detach', cable })}
          >
            <strong>Detach the vNIC from the VM</strong>
            <span>
              The network card itself is taken out of {vm.name}. The guest must agree while it runs.
            </span>
          </button>
        )}
      </div>
      <div className="sheet-buttons">
        <button type="button" className="button" onClick={() => openSheet(null)}>
          Cancel <Keys keys="Esc" />
        </button>
      </div>
    </div>
  );
}
