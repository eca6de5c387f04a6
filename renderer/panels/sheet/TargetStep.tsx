import { type Grabbed, judgeTarget } from '#shared/edits/targets.ts';
import { graphOf } from '#shared/topology/graph.ts';
import type { TopologyNode } from '#shared/topology/model.ts';
import { propose } from '../../actions/edit.ts';
import { openSheet } from '../../stores/edits.ts';
import { useHost } from '../../stores/host.ts';
import { Keys } from '../../ui/Keys.tsx';
import { SheetMessage } from './SheetMessage.tsx';

/** Where to, for those who do not drag: the same targets, and the same reasons where one can't be. */
export function TargetStep({ grabbed }: { readonly grabbed: Grabbed }) {
  const topology = useHost((host) => host.topology);
  const node = topology === null ? undefined : graphOf(topology).nodes.get(idOf(grabbed));
  if (topology === null || node === undefined) {
    return <SheetMessage title="That is gone" message="It left the host in the meantime." advice="" />;
  }
  const judged = topology.nodes
    .filter(isPlace)
    .map((place) => ({ place, verdict: judgeTarget(topology, grabbed, place.id) }))
    .toSorted((a, b) => Number(b.verdict.ok) - Number(a.verdict.ok));
  const firstOpen = judged.find(({ verdict }) => verdict.ok)?.place.id;
  return (
    <div className="sheet-body">
      <h2 id="sheet-title">
        {grabbed.kind === 'cable' ? `Move ${node.name} to…` : `Attach a vNIC of ${node.name} to…`}
      </h2>
      <div className="places" onKeyDown={moveByArrows} role="menu">
        {judged.map(({ place, verdict }) => (
          <button
            key={place.id}
            type="button"
            role="menuitem"
            className="place"
            disabled={!verdict.ok}
            // biome-ignore lint/a11y/noAutofocus: the sheet was opened to choose one of these
            autoFocus={place.id === firstOpen}
            onClick={() => void propose(editFor(grabbed, place.id))}
          >
            <span className="place-kind">{place.kind === 'network' ? 'network' : 'bridge'}</span>
            <strong>{place.name}</strong>
            <span className="place-why">{verdict.ok ? describe(place) : verdict.why}</span>
          </button>
        ))}
      </div>
      {judged.length === 0 && <p>This host has no bridge and no network to plug into.</p>}
      <div className="sheet-buttons">
        <button type="button" className="button" onClick={() => openSheet(null)}>
          Cancel <Keys keys="Esc" />
        </button>
      </div>
    </div>
  );
}

function idOf(grabbed: Grabbed) {
  return grabbed.kind === 'cable' ? grabbed.id : grabbed.vm;
}

function isPlace(node: TopologyNode): boolean {
  return node.kind === 'bridge' || node.kind === 'network' || node.kind === 'ovs-bridge';
}

function editFor(grabbed: Grabbed, to: string) {
  return grabbed.kind === 'cable'
    ? ({ kind: 'move', cable: grabbed.id, to } as const)
    : ({ kind: 'attach', vm: grabbed.vm, to } as const);
}

function describe(node: TopologyNode): string {
  if (node.kind === 'network')
    return `${node.forward}${node.bridge === null ? '' : ` through ${node.bridge}`}`;
  if (node.kind === 'vm' || node.kind === 'vnic') return '';
  return [...node.networks.map((name) => `network ${name}`), ...node.addresses].join(', ');
}

function moveByArrows(event: React.KeyboardEvent<HTMLDivElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined) return;
  const open = [...event.currentTarget.querySelectorAll<HTMLButtonElement>('button:enabled')];
  const at = open.indexOf(document.activeElement as HTMLButtonElement);
  open[(at + step + open.length) % open.length]?.focus();
  event.preventDefault();
}
