import { type Grabbed, judgeTarget, type Verdict } from '#shared/edits/targets.ts';
import type { ForwardMode } from '#shared/host/network.ts';
import { graphOf } from '#shared/topology/graph.ts';
import type { LinkNode, NetworkNode, NodeId, Topology, TopologyNode } from '#shared/topology/model.ts';
import { kindWord } from '#shared/topology/words.ts';

/** Something that what is held may be connected to. */
export interface TargetChoice {
  readonly id: NodeId;
  readonly group: TargetGroup;
  /** `bridge`, `network`, `TAP`, … */
  readonly kind: string;
  readonly name: string;
  /** What tells it from the others. */
  readonly words: string;
  /** Why it can't be connected there; null when it can. */
  readonly refusal: string | null;
  /** How alone it can be done, where that is not as usual; null: as usual, or not at all. */
  readonly only: string | null;
}

/** In the order of the list. */
export const targetGroups = ['bridges', 'networks', 'taps', 'links', 'refused'] as const;

export type TargetGroup = (typeof targetGroups)[number];

/** Every choice of the host, first those that would take what is held. */
export function choicesFor(topology: Topology, grabbed: Grabbed): readonly TargetChoice[] {
  return topology.nodes
    .flatMap((node) => {
      const group = groupOf(topology, node, grabbed);
      return group === null ? [] : [choiceOf(topology, node as LinkNode | NetworkNode, group, grabbed)];
    })
    .toSorted((a, b) => targetGroups.indexOf(a.group) - targetGroups.indexOf(b.group));
}

/** The choices that a text, typed to narrow a long list, may mean. */
export function narrowed(choices: readonly TargetChoice[], typed: string): readonly TargetChoice[] {
  const wanted = typed.trim().toLowerCase();
  return choices.filter(({ kind, name, words }) => `${kind} ${name} ${words}`.toLowerCase().includes(wanted));
}

/** How alone every choice that is open can be done, to be said once; null: as usual, or not all in the same way. */
export function commonOnly(choices: readonly TargetChoice[]): string | null {
  const [only = null, ...others] = new Set(
    choices.filter(({ refusal }) => refusal === null).map((choice) => choice.only),
  );
  return others.length === 0 ? only : null;
}

function choiceOf(
  topology: Topology,
  node: LinkNode | NetworkNode,
  group: TargetGroup,
  grabbed: Grabbed,
): TargetChoice {
  const verdict = judgeTarget(topology, grabbed, node.id);
  const only = onlyWords(verdict);
  const opens = verdict.ok || only !== null;
  return {
    id: node.id,
    group: opens ? group : 'refused',
    kind: kindWord(node.kind),
    name: node.name,
    words: describe(node),
    refusal: opens || verdict.ok ? null : verdict.why,
    only,
  };
}

/** The sheet then offers the guard, or shows the command. */
function onlyWords(verdict: Verdict): string | null {
  if (verdict.ok) return null;
  if (verdict.guarded === true) return `Only with the guard: ${verdict.why}`;
  return verdict.command === undefined ? null : 'Only by a command of Proxmox VE, which is shown';
}

/** A cable goes into a bridge or a network; a new vNIC also on a loose TAP or, by a macvtap, straight on a link. */
function groupOf(topology: Topology, node: TopologyNode, grabbed: Grabbed): TargetGroup | null {
  switch (node.kind) {
    case 'bridge':
    case 'ovs-bridge':
      return 'bridges';
    case 'network':
      return 'networks';
    case 'tap':
      return grabbed.kind === 'socket' && !isBacking(topology, node.id) ? 'taps' : null;
    case 'pnic':
    case 'bond':
    case 'vlan':
      return grabbed.kind === 'socket' && node.isTaken !== true ? 'links' : null;
    default:
      return null;
  }
}

function isBacking(topology: Topology, id: NodeId): boolean {
  return graphOf(topology)
    .into(id)
    .some(({ kind }) => kind === 'backs');
}

function describe(node: NetworkNode | LinkNode): string {
  if (node.kind === 'network') {
    const way = forwardWords(node.forward);
    return [way, ...(node.bridge === null ? node.cards : [node.bridge])].join(', ');
  }
  if (node.kind === 'tap') return node.master === null ? 'not connected' : `on ${node.master}`;
  return [...node.networks.map((name) => `network ${name}`), ...node.addresses].join(', ');
}

const ways: Readonly<Partial<Record<ForwardMode, string>>> = {
  nat: 'NAT',
  route: 'routed',
  isolated: 'isolated',
  bridge: 'bridged',
};

function forwardWords(mode: ForwardMode): string {
  return ways[mode] ?? mode;
}
