import { useMemo, useRef, useState } from 'react';
import type { Grabbed } from '#shared/edits/targets.ts';
import { graphOf } from '#shared/topology/graph.ts';
import { isLink, type NodeId, type Topology, type TopologyNode } from '#shared/topology/model.ts';
import { propose } from '../../actions/edit.ts';
import { useShown } from '../../stores/staging.ts';
import { focusByArrows } from '../../ui/focusByArrows.ts';
import { Text } from '../../ui/Text.tsx';
import { useStartFocus } from '../../ui/useStartFocus.ts';
import { SheetButtons } from './frame/SheetButtons.tsx';
import { SheetMessage } from './frame/SheetMessage.tsx';
import {
  choicesFor,
  commonOnly,
  narrowed,
  type TargetChoice,
  type TargetGroup,
  targetGroups,
} from './targetChoices.ts';
import './choices.css';
import { BlockableButton } from '../../ui/BlockableButton.tsx';

/** Where to, for those who do not drag: the same targets, and the same reasons where one can't be. */
export function TargetStep({ grabbed }: { readonly grabbed: Grabbed }) {
  const topology = useShown();
  const node = topology === null ? undefined : graphOf(topology).nodes.get(idOf(grabbed));
  if (topology === null || node === undefined) {
    return (
      <SheetMessage
        title="No longer there"
        message="It was removed from the host in the meantime."
        advice=""
      />
    );
  }
  return <TargetList topology={topology} grabbed={grabbed} node={node} />;
}

function TargetList(props: {
  readonly topology: Topology;
  readonly grabbed: Grabbed;
  readonly node: TopologyNode;
}) {
  const { topology, grabbed, node } = props;
  const choices = useMemo(() => choicesFor(topology, grabbed), [topology, grabbed]);
  const vm = node.kind === 'vnic' ? graphOf(topology).nodes.get(node.vm) : undefined;
  const first = useStartFocus<HTMLButtonElement>();
  const field = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState('');
  const likely = choices.find(({ refusal }) => refusal === null) ?? choices[0];
  const listed = narrowed(choices, typed);
  const common = commonOnly(choices);
  // What Enter in the field takes.
  const meant = typed.trim() === '' ? undefined : listed.find(({ refusal }) => refusal === null);
  const choose = ({ id }: TargetChoice) => void propose(editFor(grabbed, id));
  const onKeyDown = (event: React.KeyboardEvent<HTMLElement>) => {
    // What is typed in a long list narrows it: the letter goes into the field.
    if (/^[\p{L}\p{N}]$/u.test(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey) {
      field.current?.focus();
    } else focusByArrows(event);
  };
  return (
    <div className="sheet-body">
      <h2 id="sheet-title">
        {titleStart(grabbed, node)}
        <Text>{vm === undefined ? node.name : `${vm.name}’s ${node.name}`}</Text>
        {' to…'}
      </h2>
      {common !== null && (
        <p id="places-only">
          <Text>{common}</Text>
        </p>
      )}
      {choices.length > LONG && (
        <NarrowField
          ref={field}
          value={typed}
          onType={setTyped}
          onEnter={meant === undefined ? null : () => choose(meant)}
        />
      )}
      <div
        className="places"
        onKeyDown={onKeyDown}
        role="menu"
        aria-labelledby="sheet-title"
        aria-describedby={common === null ? undefined : 'places-only'}
      >
        {targetGroups.map((group) => (
          <ChoiceList
            key={group}
            title={groupTitles[group]}
            choices={listed.filter((choice) => choice.group === group)}
            render={(choice) => (
              <ChoiceButton
                key={choice.id}
                choice={choice}
                why={choice.refusal ?? (common === null ? choice.only : null) ?? choice.words}
                ref={choice === likely ? first : undefined}
                isMeant={choice === meant}
                onChoose={() => choose(choice)}
              />
            )}
          />
        ))}
      </div>
      {listed.length === 0 && (
        <p>
          {choices.length === 0 ? 'This host has no bridge or network to connect to.' : 'No names match.'}
        </p>
      )}
      <SheetButtons leave="Cancel" />
    </div>
  );
}

/** More than the eye takes in at once. */
const LONG = 12;

const groupTitles: { readonly [G in TargetGroup]: string } = {
  bridges: 'Bridges',
  networks: 'Networks',
  taps: 'Existing TAPs',
  links: 'Directly on an interface (macvtap)',
  refused: 'Not possible',
};

function titleStart(grabbed: Grabbed, node: TopologyNode): string {
  if (grabbed.kind === 'socket') return 'Attach a vNIC of ';
  return isLoose(node) ? 'Connect ' : 'Move ';
}

function isLoose(node: TopologyNode): boolean {
  return isLink(node) && node.master === null;
}

function NarrowField(props: {
  readonly ref: React.Ref<HTMLInputElement>;
  readonly value: string;
  readonly onType: (typed: string) => void;
  /** Takes what is meant by what was typed; null: nothing is. */
  readonly onEnter: (() => void) | null;
}) {
  return (
    <input
      ref={props.ref}
      className="places-field mono"
      type="text"
      aria-label="Part of a name"
      placeholder="Type to narrow the list"
      autoComplete="off"
      spellCheck={false}
      value={props.value}
      onChange={(event) => props.onType(event.target.value)}
      onKeyDown={(event) => {
        const list = event.currentTarget.nextElementSibling;
        if (event.key !== 'ArrowDown' && event.key !== 'Enter') return;
        event.preventDefault();
        if (event.key === 'Enter' && props.onEnter !== null) props.onEnter();
        else list?.querySelector('button')?.focus();
      }}
    />
  );
}

function ChoiceList(props: {
  readonly title: string;
  readonly choices: readonly TargetChoice[];
  readonly render: (choice: TargetChoice) => React.ReactNode;
}) {
  if (props.choices.length === 0) return null;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is no part of a menu
    <div role="group" aria-label={props.title} className="place-group">
      <p className="place-title" aria-hidden="true">
        {props.title}
      </p>
      {props.choices.map(props.render)}
    </div>
  );
}

function ChoiceButton(props: {
  readonly choice: TargetChoice;
  readonly why: string;
  readonly ref: React.Ref<HTMLButtonElement> | undefined;
  /** Enter in the field takes it. */
  readonly isMeant: boolean;
  readonly onChoose: () => void;
}) {
  const { choice } = props;
  return (
    <BlockableButton
      blocked={choice.refusal}
      onPress={props.onChoose}
      role="menuitem"
      ref={props.ref}
      className={props.isMeant ? 'place is-meant' : 'place'}
      title=""
    >
      <span className="place-kind">{choice.kind}</span>
      <strong>
        <Text>{choice.name}</Text>
      </strong>
      <span className="place-why">
        <Text>{props.why}</Text>
      </span>
    </BlockableButton>
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
