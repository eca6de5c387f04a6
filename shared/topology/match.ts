import type { NodeId, Topology, TopologyNode } from './model.ts';
import { perTopology } from './perTopology.ts';
import { findInMac, type Query } from './query.ts';

/** By what a node can be found. */
export type FieldName = 'name' | 'alt-name' | 'mac' | 'address' | 'uuid' | 'id';

/** How well a text fits, the best first. */
export type Quality = 'exact' | 'exact-but-case' | 'start' | 'word' | 'inside';

export const QUALITIES: readonly Quality[] = ['exact', 'exact-but-case', 'start', 'word', 'inside'];

export interface Match {
  readonly node: TopologyNode;
  readonly field: FieldName;
  /** The text of the field. */
  readonly text: string;
  /** The part of it that was found. */
  readonly start: number;
  readonly end: number;
  readonly quality: Quality;
  /** Orders nodes by name as people count: `vnet2` before `vnet10`. */
  readonly order: string;
}

interface Field extends Pick<Match, 'node' | 'field' | 'text' | 'order'> {
  readonly lower: string;
}

/** Everything that a query fits, in the order of the nodes; a node once for each of its fields that fits. */
export function matches(topology: Topology, query: Query): Match[] {
  if (query.text === '') return [];
  return fieldsOf(topology).flatMap((field) => match(field, query) ?? []);
}

const fieldsOf = perTopology((topology): readonly Field[] => {
  const portMacs = new Set(topology.nodes.flatMap((node) => (isUpper(node) ? [] : macOf(node))));
  const names = new Map(topology.nodes.map(({ id, name }) => [id, name]));
  return topology.nodes.flatMap((node) => {
    const order = node.name.toLowerCase().replace(/\d+/g, (digits) => digits.padStart(12, '0'));
    return [...textsOf(node, portMacs), ...withItsVm(node, names)].map(
      ([field, text]): Field => ({ node, field, text, lower: text.toLowerCase(), order }),
    );
  });
});

function textsOf(node: TopologyNode, portMacs: ReadonlySet<string>): [FieldName, string][] {
  const texts: [FieldName, string][] = [['id', node.id]];
  switch (node.kind) {
    case 'vm':
    case 'container':
      texts.push(['name', node.name]);
      if (node.uuid !== '') texts.push(['uuid', node.uuid]);
      break;
    case 'vnic':
      // Its name is `net0` in every VM, which finds nothing.
      for (const mac of macOf(node)) texts.push(['mac', mac]);
      for (const ip of node.ips) texts.push(['address', ip]);
      break;
    case 'network':
      texts.push(['name', node.name], ['uuid', node.uuid]);
      break;
    default:
      texts.push(['name', node.name]);
      for (const { name } of node.containerNetworks ?? []) texts.push(['alt-name', name]);
      for (const name of node.altNames) texts.push(['alt-name', name]);
      for (const mac of macOf(node)) if (!isUpper(node) || !portMacs.has(mac)) texts.push(['mac', mac]);
      for (const address of node.addresses) texts.push(['address', address]);
  }
  return texts;
}

// web 01/net0 | web 01/52:54:00:aa:00:01
/** What an edit calls a vNIC; as an id, as its VM's name alone is not meant for each of its vNICs. */
function withItsVm(node: TopologyNode, names: ReadonlyMap<NodeId, string>): [FieldName, string][] {
  const owner = node.kind === 'vnic' ? names.get(node.vm) : undefined;
  if (owner === undefined) return [];
  return [node.name, ...macOf(node)].map((own) => ['id', `${owner}/${own}`]);
}

/** These borrow the MAC of a port or of what is below them, and are not what a MAC is asked for. */
function isUpper({ kind }: TopologyNode): boolean {
  return kind === 'bridge' || kind === 'bond' || kind === 'vlan' || kind === 'ovs-bridge';
}

function macOf(node: TopologyNode): string[] {
  return 'mac' in node && node.mac !== null ? [node.mac] : [];
}

function match(field: Field, query: Query): Match | null {
  const found = find(field, query);
  if (found === null) return null;
  const { node, text, order } = field;
  return { node, field: field.field, text, order, ...found };
}

type Found = Pick<Match, 'start' | 'end' | 'quality'>;

function find(field: Field, query: Query): Found | null {
  switch (field.field) {
    case 'id':
      return field.text === query.text ? { start: 0, end: field.text.length, quality: 'exact' } : null;
    case 'mac':
      return findMac(field, query);
    case 'uuid': {
      const found = findText(field, query);
      return found !== null &&
        found.quality !== 'word' &&
        found.quality !== 'inside' &&
        query.text.length >= 4
        ? found
        : null;
    }
    case 'address':
      return findAddress(field, query);
    default:
      return findText(field, query);
  }
}

function findMac({ lower }: Field, { mac }: Query): Found | null {
  const range = mac === null ? null : findInMac(lower, mac);
  if (mac === null || range === null) return null;
  const [start, end] = range;
  return { start, end, quality: mac.whole ? 'exact' : start === 0 ? 'start' : 'inside' };
}

/** A host's address has its prefix length behind it, which need not be typed. */
function findAddress(field: Field, query: Query): Found | null {
  const address = field.lower.split('/')[0] ?? '';
  if (query.lower === address) return { start: 0, end: address.length, quality: 'exact' };
  return query.wholeAddress ? null : findText(field, query);
}

function findText({ text, lower }: Field, query: Query): Found | null {
  const start = lower.indexOf(query.lower);
  if (start < 0) return null;
  // Some letters change their length when lowered, so that the place found is not the place in the text.
  if (lower.length !== text.length) {
    return { start: 0, end: text.length, quality: text === query.text ? 'exact' : 'inside' };
  }
  return { start, end: start + query.lower.length, quality: qualityAt(text, start, query) };
}

function qualityAt(text: string, start: number, query: Query): Quality {
  if (text === query.text) return 'exact';
  if (start > 0) return /[\p{L}\p{N}]/u.test(text[start - 1] ?? '') ? 'inside' : 'word';
  return text.length === query.text.length ? 'exact-but-case' : 'start';
}
