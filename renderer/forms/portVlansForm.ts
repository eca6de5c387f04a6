import { withVlans } from '#shared/host/portVlan.ts';
import type { VlanRange } from '#shared/host/vlanRange.ts';
import { graphOf } from '#shared/topology/graph.ts';
import type { LinkNode, Topology } from '#shared/topology/model.ts';
import type { PortVlansForm } from './form.ts';

/** The VLANs that stand in a form’s fields, or what is wrong in words, by the field’s name. */
export type ReadVlans =
  | { readonly ok: true; readonly vlans: readonly VlanRange[] }
  | { readonly ok: false; readonly wrong: ReadonlyMap<string, string> };

/** Reads `20, 100-103`. The PVID is untagged, unless the tagged ones name it too. */
export function readVlans({ pvid, tagged, untagged }: PortVlansForm): ReadVlans {
  const fields = { pvid: rangesIn(pvid), tagged: rangesIn(tagged), untagged: rangesIn(untagged) };
  const wrong = new Map<string, string>();
  for (const [name, ranges] of Object.entries(fields)) if (ranges === null) wrong.set(name, NO_VLANS);
  const { pvid: own, tagged: tags, untagged: bare } = fields;
  if (own === null || tags === null || bare === null) return { ok: false, wrong };
  const [first, ...others] = own;
  if (others.length > 0 || first?.first !== first?.last)
    return failed('pvid', 'Only one VLAN can be the PVID.');
  const twice = tags.find((range) => bare.some((other) => overlap(range, other)));
  if (twice !== undefined) return failed('untagged', 'A VLAN is either tagged or untagged.');
  const isTagged = first !== undefined && tags.some((range) => overlap(range, first));
  const all = [
    ...tags.map((range) => ({ ...range, pvid: false, untagged: false })),
    ...bare.map((range) => ({ ...range, pvid: false, untagged: true })),
    ...(first === undefined ? [] : [{ ...first, pvid: true, untagged: !isTagged }]),
  ];
  return {
    ok: true,
    vlans: all.reduce<readonly VlanRange[]>((shown, vlans) => withVlans(shown, { vlans, present: true }), []),
  };
}

/** The VLANs of a port, or of a bridge itself, as they are now; null where they are not known. */
export function vlansOf(topology: Topology, { id, vlans: own }: LinkNode): PortVlansForm | null {
  const { into, out } = graphOf(topology);
  const plug = [...out(id), ...into(id)].find(({ kind, from, to }) =>
    kind === 'port' ? from === id : kind === 'uplink' && to === id,
  );
  const vlans = own ?? plug?.vlans;
  if (vlans === undefined) return null;
  return {
    kind: 'port-vlans',
    link: id,
    pvid: listOf(vlans.filter(({ pvid }) => pvid)),
    tagged: listOf(vlans.filter(({ untagged }) => !untagged)),
    untagged: listOf(vlans.filter(({ pvid, untagged }) => untagged && !pvid)),
  };
}

export const NO_VLANS = 'VLANs have the numbers 1 to 4094: write them as 20, 100-103.';

function failed(field: string, why: string): ReadVlans {
  return { ok: false, wrong: new Map([[field, why]]) };
}

function listOf(vlans: readonly VlanRange[]): string {
  return vlans.map(({ first, last }) => (first === last ? first : `${first}-${last}`)).join(', ');
}

interface Ids {
  readonly first: number;
  readonly last: number;
}

/** Reads `20, 100-103`. Null: something in it is no VLAN. */
export function rangesIn(text: string): readonly Ids[] | null {
  const words = text
    .replace(/\s*[-–]\s*/g, '-')
    .split(/[\s,;]+/)
    .filter(Boolean);
  const ranges: Ids[] = [];
  for (const word of words) {
    const [, first, last] = /^(\d{1,4})(?:-(\d{1,4}))?$/.exec(word) ?? [];
    const range = { first: Number(first), last: Number(last ?? first) };
    if (!(range.first >= 1 && range.first <= range.last && range.last <= 4094)) return null;
    ranges.push(range);
  }
  return ranges;
}

function overlap(one: Ids, other: Ids): boolean {
  return one.first <= other.last && other.first <= one.last;
}
