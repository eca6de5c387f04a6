import { z } from 'zod';
import type { Link } from '#shared/host/link.ts';
import { findLink, type HostSnapshot } from '#shared/host/snapshot.ts';
import type { Op } from '#shared/ops/op.ts';
import { alreadySo, isRefusal, type Refusal, refuse } from '#shared/ops/refusal.ts';
import type { LinkNode, Topology } from '#shared/topology/model.ts';
import type { EditKind } from '../../editKind.ts';
import { mtu, nodeId } from '../../fields.ts';
import type { LinkEdit } from '../../hostEdit.ts';
import type { EditDraft } from '../draft.ts';
import { changeableLink, uppersOf } from './linkOf.ts';
import { mtuWarnings } from './mtuWords.ts';

type SetMtu = Extract<LinkEdit, { kind: 'mtu' }>;

/** Of a TAP, which keeps room for an Ethernet header (drivers/net/tun.c, MAX_MTU less dev->hard_header_len). */
const MOST_OF_TAP = 65_521;

/** A link's MTU, in bytes. */
export const mtuKind: EditKind<SetMtu> = {
  schema: z.strictObject({ kind: z.literal('mtu'), link: nodeId, mtu }),
  changesHost: true,
  subject: ({ link }) => link,
  phase: () => 'plug',
  words: ({ link }, name) => `Set the MTU of ${name(link)}`,
  draft: draftMtu,
};

function draftMtu(snapshot: HostSnapshot, topology: Topology, edit: SetMtu): EditDraft | Refusal {
  const found = changeableLink(snapshot, topology, edit.link);
  if (isRefusal(found)) return found;
  const { link, node } = found;
  const { name } = link;
  const { mtu } = edit;
  if (link.mtu === mtu) return alreadySo(`${name} already has an MTU of ${mtu} bytes.`);
  const refusal = refuseMtu(snapshot, topology, link, node, mtu);
  if (refusal !== null) return refusal;
  const above = uppersOf(snapshot, name).filter((upper) => upper.mtu > mtu && upper.infoKind !== 'vxlan');
  const set = (each: string): Op => ({ op: 'link-mtu', link: each, mtu });
  return {
    edit,
    title: `Set the MTU of ${name} to ${mtu} bytes`,
    effects: [
      `${name} accepts frames with up to ${mtu} bytes of data, instead of ${link.mtu}.`,
      ...above.map((upper) => `The MTU of ${upper.name}, which uses it, also drops to ${mtu}.`),
      ...(link.bridge === null
        ? []
        : [`From now on, the MTU of ${name} is fixed and no longer follows its ports.`]),
    ],
    warnings: mtuWarnings(snapshot, link, node, mtu),
    lasts: 'now',
    persistChoices: ['now'],
    // The kernel would take down what is above on its own, and not up again with an undo.
    ops: [...above.map((upper) => set(upper.name)), set(name)],
    undoTitle: `Set the MTU of ${name} to ${link.mtu} bytes again`,
    touches: [node.id],
    done: `Changed the MTU of ${name} to ${mtu} bytes`,
  };
}

function refuseMtu(
  snapshot: HostSnapshot,
  topology: Topology,
  { name, lower, linkType, infoKind, master }: Link,
  { kind }: LinkNode,
  mtu: number,
): Refusal | null {
  if (linkType === 'loopback')
    return refuse(`${name} is the host’s loopback interface and keeps its MTU.`, '');
  if (kind === 'tap' && mtu > MOST_OF_TAP) {
    return refuse(`A TAP can have an MTU of at most ${MOST_OF_TAP} bytes.`, `Choose ${MOST_OF_TAP} or less.`);
  }
  const bond = topology.nodes.find((node) => node.kind === 'bond' && node.name === master);
  if (bond !== undefined) {
    return refuse(
      `${name} is a member of ${bond.name}, which sets the MTU of its members.`,
      `Set the MTU of ${bond.name} instead.`,
    );
  }
  const below = findLink(snapshot, lower?.name ?? null);
  if (below !== null && infoKind !== 'veth' && infoKind !== 'vxlan' && mtu > below.mtu) {
    return refuse(
      `${name} uses ${below.name}, whose MTU is ${below.mtu} bytes: it can’t have a larger one.`,
      `Set the MTU of ${below.name} first.`,
    );
  }
  return null;
}
