import type { Topology, TopologyNode } from '#shared/topology/model.ts';
import type { Action } from '../../actions/action.ts';
import { actions } from '../../actions/actions.ts';
import { hostActions, nodeActions, subjectOf } from '../../actions/nodeActions.ts';
import { followCommands } from '../../actions/vlanActions.ts';
import { nodeTitle } from '../words/nodeTitle.ts';

/** Something to do, as the palette lists it. */
export interface Command {
  readonly key: string;
  readonly action: Action;
  /** What it is done to; empty: the host, or the window. */
  readonly about: string;
}

const ofWindow: readonly Action[] = [
  actions.chooseHost,
  actions.undo,
  actions.redo,
  actions.history,
  actions.nextFinding,
  actions.previousFinding,
  actions.refresh,
  actions.arrangement,
  actions.zoomIn,
  actions.zoomOut,
  actions.zoomAll,
  actions.theme,
  actions.lock,
];

/** Says that a vNIC is to be selected, to who looks for it without one. */
const explain: Command = { key: 'explain', action: actions.explain, about: '' };

function isExplained({ kind }: TopologyNode): boolean {
  return kind === 'vnic' || kind === 'vm' || kind === 'container';
}

/**
 * What can be done that a text may mean: each of its words is in the action's label or in the name of what it is done
 * to. Things that the text names are searched beside what is selected; nothing typed lists what is at hand.
 */
export function commandsFor(topology: Topology, selected: string | null, typed: string): readonly Command[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const chosen = selected === null ? null : subjectOf(topology, selected);
  const named = topology.nodes.filter(
    ({ id, name }) => id !== chosen?.id && words.includes(name.toLowerCase()),
  );
  const nodes = chosen === null ? named : [chosen, ...named];
  const all: readonly Command[] = [
    ...nodes.flatMap((node) =>
      nodeActions(topology, node).map((action) => ({
        key: `${node.id} ${action.id}`,
        action,
        about: nodeTitle(topology, node.id),
      })),
    ),
    ...hostActions(topology).map((action) => ({ key: action.id, action, about: '' })),
    ...(words.length === 0 ? [] : ofWindow.map((action) => ({ key: action.label, action, about: '' }))),
    ...(words.length === 0 || nodes.some(isExplained) ? [] : [explain]),
  ];
  const followed = followCommands(topology, typed).map((action) => ({
    key: action.label,
    action,
    about: '',
  }));
  return [...followed, ...all.filter((command) => isMeant(command, words) && !isFollowed(command, followed))];
}

/** That of a thing which is named says the same again. */
function isFollowed({ action }: Command, followed: readonly Command[]): boolean {
  return followed.some((one) => one.action.label === action.label);
}

function isMeant({ action, about }: Command, words: readonly string[]): boolean {
  const label = action.label.toLowerCase();
  const text = `${label} ${about.toLowerCase()}`;
  // A name alone is looked for, not done something to.
  const isDoing = words.length === 0 || words.some((word) => label.includes(word));
  return isDoing && words.every((word) => text.includes(word));
}
