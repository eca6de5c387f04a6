import { useMemo } from 'react';
import type { Grabbed } from '#shared/edits/targets.ts';
import { graphOf } from '#shared/topology/graph.ts';
import type { NodeId, Topology, TopologyNode } from '#shared/topology/model.ts';
import { propose } from '../../actions/edit.ts';
import { useShown } from '../../stores/staging.ts';
import { focusByArrows } from '../../ui/focusByArrows.ts';
import { Text } from '../../ui/Text.tsx';
import { useStartFocus } from '../../ui/useStartFocus.ts';
import { type Place, placesFor } from './places.ts';
import { SheetButtons } from './SheetButtons.tsx';
import { SheetMessage } from './SheetMessage.tsx';
import './choices.css';

/** Where to, for those who do not drag: the same targets, and the same reasons where one can't be. */
export function TargetStep({ grabbed }: { readonly grabbed: Grabbed }) {
  const topology = useShown();
  const node = topology === null ? undefined : graphOf(topology).nodes.get(idOf(grabbed));
  if (topology === null || node === undefined) {
    return <SheetMessage title="That is gone" message="It left the host in the meantime." advice="" />;
  }
  return <Places topology={topology} grabbed={grabbed} node={node} />;
}

function Places(props: {
  readonly topology: Topology;
  readonly grabbed: Grabbed;
  readonly node: TopologyNode;
}) {
  const { topology, grabbed, node } = props;
  const places = useMemo(() => placesFor(topology, grabbed), [topology, grabbed]);
  const vm = node.kind === 'vnic' ? graphOf(topology).nodes.get(node.vm) : undefined;
  const first = useStartFocus<HTMLButtonElement>();
  const likely = places.find(({ refusal }) => refusal === null) ?? places[0];
  return (
    <div className="sheet-body">
      <h2 id="sheet-title">
        {grabbed.kind === 'cable' ? 'Move ' : 'Attach a vNIC of '}
        <Text>{vm === undefined ? node.name : `${vm.name}’s ${node.name}`}</Text> to…
      </h2>
      <div className="places" onKeyDown={focusByArrows} role="menu" aria-labelledby="sheet-title">
        {places.map((place) => (
          <PlaceButton
            key={place.id}
            place={place}
            ref={place === likely ? first : undefined}
            onChoose={() => void propose(editFor(grabbed, place.id))}
          />
        ))}
      </div>
      {places.length === 0 && <p>This host has no bridge and no network to plug into.</p>}
      <SheetButtons leave="Cancel" />
    </div>
  );
}

function PlaceButton(props: {
  readonly place: Place;
  readonly ref: React.Ref<HTMLButtonElement> | undefined;
  readonly onChoose: () => void;
}) {
  const { place } = props;
  return (
    <button
      type="button"
      role="menuitem"
      ref={props.ref}
      className="place"
      // Not `disabled`: the arrow keys lead here too, to the reason why it can't be.
      aria-disabled={place.refusal !== null}
      onClick={() => place.refusal === null && props.onChoose()}
    >
      <span className="place-kind">{place.kind}</span>
      <strong>
        <Text>{place.name}</Text>
      </strong>
      <span className="place-why">
        <Text>{place.refusal ?? place.words}</Text>
      </span>
    </button>
  );
}

function idOf(grabbed: Grabbed): NodeId {
  return grabbed.kind === 'cable' ? grabbed.id : grabbed.vm;
}

function editFor(grabbed: Grabbed, to: NodeId) {
  return grabbed.kind === 'cable'
    ? ({ kind: 'move', cable: grabbed.id, to } as const)
    : ({ kind: 'attach', vm: grabbed.vm, to } as const);
}
