import { z } from 'zod';
import { fakeBridgeOf, isOvsBond, type OvsPlace, ovsPlaces, ovsPort, vlansOfPort } from '#shared/host/ovs.ts';
import { impliedMode, isSameVlans, type SwitchVlans, switchVlanWords } from '#shared/host/ovsVlans.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { alreadySo, isRefusal, type Refusal, refuse } from '#shared/ops/refusal.ts';
import { graphOf } from '#shared/topology/graph.ts';
import { isLink, type LinkNode, linkId, type Topology } from '#shared/topology/model.ts';
import type { EditKind } from '../../editKind.ts';
import { nodeId, persist, switchVlans } from '../../fields.ts';
import { managedWarnings, refuseManaged } from '../../managed.ts';
import type { SwitchVlansEdit } from '../../model.ts';
import { refuseStale } from '../../unread.ts';
import type { EditDraft } from '../draft.ts';
import { KEPT_IN_SWITCH } from './switchMove.ts';
import { capital, vlanEffects } from './switchVlanWords.ts';
import { draftVnicVlans, vnicOnSwitch } from './vnicVlans.ts';

/** The VLANs of a port of Open vSwitch: these and no others. */
export const switchVlansKind: EditKind<SwitchVlansEdit> = {
  schema: z
    .strictObject({ kind: z.literal('switch-vlans'), port: nodeId, ...switchVlans, persist })
    .refine(({ mode, tag }) => (mode === 'trunk') === (tag === null), {
      path: ['tag'],
      message: 'this mode needs one VLAN for untagged frames, and a trunk has none',
    }),
  changesHost: true,
  subject: ({ port }) => port,
  phase: () => 'plug',
  words: (edit, name) => `Put ${name(edit.port)} into ${switchVlanWords(wantedVlans(edit, null))}`,
  draft: draftSwitchVlans,
};

/** The edit as ops and words, or why it can’t be done. */
export function draftSwitchVlans(
  snapshot: HostSnapshot,
  topology: Topology,
  edit: SwitchVlansEdit,
): EditDraft | Refusal {
  const vnic = vnicOnSwitch(snapshot, topology, edit.port);
  if (vnic !== null) {
    return isRefusal(vnic) ? vnic : draftVnicVlans(snapshot, vnic, edit, wantedVlans(edit, null));
  }
  const found = portOf(snapshot, topology, edit);
  if (isRefusal(found)) return found;
  const { node, was, place } = found;
  const { name } = node;
  const wanted = wantedVlans(edit, was);
  const subject = node.kind === 'ovs-bridge' ? `the host on ${name}` : name;
  if (isSameVlans(was, wanted))
    return alreadySo(`${capital(subject)} is already in ${switchVlanWords(was)}.`);
  const fake = place === null ? null : fakeBridgeOf(place.bridge, place.port);
  return {
    edit: { ...edit, port: node.id },
    title: `Put ${subject} into ${switchVlanWords(wanted)}`,
    effects: [...vlanEffects(subject, was, wanted), KEPT_IN_SWITCH],
    warnings: [
      ...managedWarnings({ name }),
      ...(fake === null || wanted.tag === was.tag
        ? []
        : [`${name} leaves ${fake.name}: a fake bridge has the ports of VLAN ${was.tag} only.`]),
    ],
    lasts: 'both',
    persistChoices: ['both'],
    ops: [{ op: 'switch-vlans', port: name, vlans: wanted }],
    undoTitle: `Put ${subject} into ${switchVlanWords(was)} again`,
    touches: [node.id, ...(node.master === null ? [] : [linkId(node.master)])],
    done: `Put ${subject} into ${switchVlanWords(wanted)}`,
  };
}

interface FoundPort {
  readonly node: LinkNode;
  readonly was: SwitchVlans;
  /** Null: a bond, or a bridge’s own port. */
  readonly place: OvsPlace | null;
}

/** The port that a node stands for, or why its VLANs can’t be set. */
function portOf(snapshot: HostSnapshot, topology: Topology, { port }: SwitchVlansEdit): FoundPort | Refusal {
  const node = graphOf(topology).nodes.get(port);
  if (node === undefined) return refuse('This is no longer on the host.', 'Look again at what is there now.');
  if (!isLink(node))
    return refuse(`${node.name} is not a port of Open vSwitch.`, 'Choose a port of one of its bridges.');
  const unread = refuseStale(topology.sources, ['ovs']) ?? refuseManaged(node);
  if (unread !== null) return unread;
  const { ovs } = snapshot;
  const own = ovs === undefined ? null : ovsPort(ovs, node.name);
  const place = (ovs && ovsPlaces(ovs).get(node.name)) ?? null;
  if (place !== null && isOvsBond(place.port) && place.port.name !== node.name) {
    return refuse(
      `${node.name} is a member of ${place.port.name}, which is the port of ${place.bridge.name}.`,
      `Set the VLANs of ${place.port.name}.`,
    );
  }
  if (own === null) {
    return refuse(
      `${node.name} is not a port of Open vSwitch.`,
      'Connect it to a bridge of Open vSwitch first.',
    );
  }
  return own.fakeBridge
    ? refuse(
        `${node.name} is a fake bridge: the VLAN ${own.tag ?? 0} of another one.`,
        'Change it with ovs-vsctl.',
      )
    : { node, was: vlansOfPort(own), place };
}

/** As the database is to have it. A mode that follows from the tag, and wasn’t written before, is not written. */
function wantedVlans({ mode, tag, trunks }: SwitchVlansEdit, was: SwitchVlans | null): SwitchVlans {
  const isImplied = mode === impliedMode(tag) && (was === null || was.mode === null);
  const takesTrunks = mode !== 'access' && mode !== 'dot1q-tunnel';
  return {
    tag,
    trunks: takesTrunks ? [...new Set(trunks)].sort((a, b) => a - b) : [],
    mode: isImplied ? null : mode,
  };
}
