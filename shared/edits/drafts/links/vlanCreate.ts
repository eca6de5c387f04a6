import { z } from 'zod';
import type { Link } from '#shared/host/link.ts';
import { flagsOf, vlansOf } from '#shared/host/portVlan.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import type { Op } from '#shared/ops/op.ts';
import { isRefusal, type Refusal, refuse } from '#shared/ops/refusal.ts';
import { type LinkKind, type LinkNode, linkId, type Topology } from '#shared/topology/model.ts';
import { kindWord } from '#shared/topology/words.ts';
import type { EditKind } from '../../editKind.ts';
import { newLinkName, nodeId, vlanNumber, vlanProtocol } from '../../fields.ts';
import type { LinkEdit } from '../../hostEdit.ts';
import type { EditDraft } from '../draft.ts';
import { keptWithBridge } from './bondWords.ts';
import { changeableLink, uppersOf } from './linkOf.ts';
import { refuseNewName } from './newName.ts';

type VlanCreate = Extract<LinkEdit, { kind: 'vlan-create' }>;

/** A VLAN device is made on a link and brought up with it. */
export const vlanCreateKind: EditKind<VlanCreate> = {
  schema: z.strictObject({
    kind: z.literal('vlan-create'),
    name: newLinkName,
    parent: nodeId,
    id: vlanNumber,
    protocol: vlanProtocol,
  }),
  changesHost: true,
  subject: ({ name }) => linkId(name),
  // After the bond or the bridge that it may sit on.
  phase: () => 'make-tap',
  words: ({ name }) => `Create the VLAN ${name}`,
  draft: draftVlanCreate,
};

const PARENTS: ReadonlySet<LinkKind> = new Set(['pnic', 'vf', 'bond', 'bridge', 'vlan', 'veth', 'vxlan']);

function draftVlanCreate(snapshot: HostSnapshot, topology: Topology, edit: VlanCreate): EditDraft | Refusal {
  const { name, id, protocol } = edit;
  const found = changeableLink(snapshot, topology, edit.parent);
  if (isRefusal(found)) return found;
  const { link: parent, node } = found;
  const unfit = refuseNewName(snapshot, name) ?? refuseParent(snapshot, found, edit);
  if (unfit !== null) return unfit;
  const ops: Op[] = [
    { op: 'link-add', link: { kind: 'vlan', name, lower: parent.name, id, protocol, mac: null } },
    // The kernel sets none up on a link that is down.
    ...(parent.up ? [{ op: 'link-state', link: name, state: 'up' } as const] : []),
  ];
  return {
    edit,
    title: `Create ${name}: VLAN ${id} on ${parent.name}`,
    effects: [
      `${name} is created on ${parent.name}${parent.up ? ' and enabled' : `, disabled as ${parent.name} is`}. What it sends leaves ${parent.name} tagged with VLAN ${id}${protocol === '802.1Q' ? '' : ` (${protocol})`}, and it gets the frames with that tag.`,
      ...(node.kind === 'bridge' ? [`${name} is the host’s own way into VLAN ${id} of ${parent.name}.`] : []),
    ],
    warnings: [...vlanWarnings(snapshot, parent, node, edit), keptWithBridge],
    lasts: 'now',
    persistChoices: ['now'],
    ops,
    undoTitle: `Delete ${name} again`,
    touches: [linkId(name), node.id],
    done: `Created ${name}: VLAN ${id} on ${parent.name}`,
  };
}

function refuseParent(
  snapshot: HostSnapshot,
  { link, node }: { readonly link: Link; readonly node: LinkNode },
  { id, protocol }: VlanCreate,
): Refusal | null {
  const { name, master } = link;
  if (!PARENTS.has(node.kind) || link.linkType === 'loopback') {
    return refuse(
      `${name} is a ${kindWord(node.kind)}, on which Patchbay creates no VLAN.`,
      'Choose a card, a bond or a bridge.',
    );
  }
  if (link.slaveKind === 'bond' || link.slaveKind === 'team') {
    return refuse(
      `${name} is a member of ${master}, which receives all its traffic.`,
      `Create the VLAN on ${master}.`,
    );
  }
  const same = uppersOf(snapshot, name).find(
    ({ vlan }) => vlan !== null && vlan.id === id && vlan.protocol === protocol,
  );
  return same === undefined
    ? null
    : refuse(`${same.name} is already VLAN ${id} on ${name}.`, 'Use that, or choose another VLAN.');
}

function vlanWarnings(
  snapshot: HostSnapshot,
  parent: Link,
  { kind }: LinkNode,
  { id }: VlanCreate,
): string[] {
  const own = kind === 'bridge' ? vlansOf(parent, snapshot) : null;
  const isOutside =
    own !== null && flagsOf(own, { first: id, last: id, pvid: false, untagged: false }) === null;
  return [
    ...(isOutside
      ? [
          `${parent.name} filters VLANs and is not in VLAN ${id} itself, so nothing arrives: bridge vlan add dev ${parent.name} vid ${id} self`,
        ]
      : []),
    ...(kind === 'bridge'
      ? []
      : [`The switch at the other end of ${parent.name} has to pass VLAN ${id} tagged on this port.`]),
    ...(parent.bridgePort === null
      ? []
      : [
          `${parent.master} no longer gets the frames of VLAN ${id} from ${parent.name}: this VLAN takes them.`,
        ]),
  ];
}
