import type { PlainEdit } from '#shared/edits/model.ts';
import { numberRanges, type SwitchVlanMode, switchVlanMode, switchVlanModes } from '#shared/host/ovsVlans.ts';
import { graphOf } from '#shared/topology/graph.ts';
import { type LinkNode, linkId, type Topology, type VnicNode } from '#shared/topology/model.ts';
import type { SwitchVlansForm } from './form.ts';
import { NO_VLANS, rangesIn } from './portVlansForm.ts';

/** Whether untagged frames have a VLAN of their own in a mode. */
export function takesTag(mode: string): boolean {
  return mode !== 'trunk';
}

/** Whether a mode lets tagged frames pass. */
export function takesTrunks(mode: string): boolean {
  return mode !== 'access' && mode !== 'dot1q-tunnel';
}

type Read =
  | { readonly ok: true; readonly edit: PlainEdit }
  | { readonly ok: false; readonly wrong: ReadonlyMap<string, string> };

/** The edit of what stands in the fields, or what is wrong in words, by the field’s name. */
export function readSwitchVlans({ kind, port, mode: typed, tag, trunks }: SwitchVlansForm): Read {
  const mode = switchVlanModes.find((each) => each === typed) ?? 'trunk';
  const wrong = new Map<string, string>();
  const [first, ...others] = takesTag(mode) ? (rangesIn(tag) ?? []) : [];
  if (takesTag(mode) && (first === undefined || others.length > 0 || first.first !== first.last))
    wrong.set('tag', 'One VLAN from 1 to 4094.');
  const ranges = takesTrunks(mode) ? rangesIn(trunks) : [];
  if (ranges === null) wrong.set('trunks', NO_VLANS);
  if (ranges === null || wrong.size > 0) return { ok: false, wrong };
  const ids = ranges.flatMap((range) =>
    Array.from({ length: range.last - range.first + 1 }, (_, index) => range.first + index),
  );
  const all = [...new Set(ids)].sort((a, b) => a - b);
  return { ok: true, edit: { kind, port, mode, tag: first?.first ?? null, trunks: all } };
}

/** The VLANs of a port, or of the host’s own port on a bridge, as they are now; null: they are not told. */
export function switchVlansOf({ id, switchVlans }: LinkNode): SwitchVlansForm | null {
  return switchVlans === undefined ? null : formOf(id, switchVlanMode(switchVlans), switchVlans);
}

/** The VLANs of a vNIC on a bridge of Open vSwitch that has no port now; null: it isn’t on one. */
export function vnicSwitchVlans(topology: Topology, vnic: VnicNode): SwitchVlansForm | null {
  const { nodes, out } = graphOf(topology);
  const places = [vnic.source === null ? undefined : nodes.get(linkId(vnic.source))].concat(
    out(vnic.id).flatMap(({ kind, to }) => (kind === 'defined' ? [nodes.get(to)] : [])),
  );
  if (vnic.tap !== null || !places.some((place) => place?.kind === 'ovs-bridge')) return null;
  const vlans = vnic.vlans ?? [];
  const own = vlans.find(({ pvid }) => pvid);
  const tagged = vlans.filter((each) => each !== own);
  const mode =
    own === undefined
      ? 'trunk'
      : tagged.length === 0
        ? 'access'
        : own.untagged
          ? 'native-untagged'
          : 'native-tagged';
  const trunks = tagged.flatMap(({ first, last }) =>
    Array.from({ length: last - first + 1 }, (_, index) => first + index),
  );
  return formOf(vnic.id, mode, { tag: own?.first ?? null, trunks });
}

function formOf(
  port: SwitchVlansForm['port'],
  mode: SwitchVlanMode,
  { tag, trunks }: { readonly tag: number | null; readonly trunks: readonly number[] },
): SwitchVlansForm {
  return {
    kind: 'switch-vlans',
    port,
    mode,
    tag: tag === null ? '' : String(tag),
    trunks: numberRanges(trunks, '-'),
  };
}
