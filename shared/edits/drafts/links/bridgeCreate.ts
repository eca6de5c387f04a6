import { z } from 'zod';
import { LEAST_OF_IPV6 } from '#shared/host/link.ts';
import { ownerOf } from '#shared/host/network.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { bridgeWords } from '#shared/ops/link/bridgeOptions.ts';
import type { Op } from '#shared/ops/op.ts';
import { type Refusal, refuse } from '#shared/ops/refusal.ts';
import { linkId, type Topology } from '#shared/topology/model.ts';
import type { EditKind } from '../../editKind.ts';
import { bridgeOptions, mtu, newLinkName } from '../../fields.ts';
import type { LinkEdit } from '../../hostEdit.ts';
import type { EditDraft } from '../draft.ts';
import { delayTrouble, howToKeep } from './hostWords.ts';
import { refuseNewName } from './newName.ts';

type BridgeCreate = Extract<LinkEdit, { kind: 'bridge-create' }>;

/** The kernel's own for a bridge without ports. */
const USUAL_MTU = 1500;

/** A bridge is made and brought up, with nothing plugged into it yet. */
export const bridgeCreateKind: EditKind<BridgeCreate> = {
  schema: z.strictObject({
    kind: z.literal('bridge-create'),
    name: newLinkName,
    ...bridgeOptions,
    mtu: mtu.nullable(),
  }),
  changesHost: true,
  subject: ({ name }) => linkId(name),
  phase: () => 'make-bridge',
  words: ({ name }) => `Create the bridge ${name}`,
  draft: draftBridgeCreate,
};

function draftBridgeCreate(snapshot: HostSnapshot, _: Topology, edit: BridgeCreate): EditDraft | Refusal {
  const { name, stp, forwardDelay, vlanFiltering, mtu } = edit;
  const taken = refuseNewName(snapshot, name);
  if (taken !== null) return taken;
  const trouble = delayTrouble(stp, forwardDelay);
  if (trouble !== null) return refuse(trouble, 'Set at least 2 seconds, or leave STP off.');
  const options = { stp, forwardDelay, vlanFiltering };
  const holds = mtu !== null && mtu !== USUAL_MTU;
  const ops: Op[] = [
    { op: 'link-add', link: { kind: 'bridge', name, mac: null, ...options } },
    ...(holds ? [{ op: 'link-mtu', link: name, mtu } as const] : []),
    { op: 'link-state', link: name, state: 'up' },
  ];
  return {
    edit,
    title: `Create the bridge ${name}`,
    effects: [
      `The bridge ${name} is created with ${bridgeWords(options)} and enabled. Nothing is connected to it yet.`,
      holds
        ? `Its MTU is set to ${mtu} bytes and stays so, whatever is connected to it.`
        : `The MTU of ${name} follows its ports: it is always the smallest of theirs.`,
    ],
    warnings: [...optionWarnings(edit), ...ownerWarnings(snapshot, name), howToKeep(name)],
    lasts: 'now',
    persistChoices: ['now'],
    ops,
    undoTitle: `Delete the bridge ${name} again`,
    touches: [linkId(name)],
    done: `Created the bridge ${name}`,
  };
}

function optionWarnings({ name, stp, forwardDelay, vlanFiltering, mtu }: BridgeCreate): string[] {
  return [
    ...(stp
      ? [`With STP, a new port passes nothing for ${2 * forwardDelay} seconds (twice the forward delay).`]
      : []),
    ...(vlanFiltering
      ? ['With VLAN filtering, each port is in VLAN 1 only until you change it (bridge vlan add).']
      : []),
    ...(mtu !== null && mtu > USUAL_MTU
      ? [
          `Frames above ${USUAL_MTU} bytes get through only if each port of ${name}, each guest and the whole LAN accept them.`,
        ]
      : []),
    ...(mtu !== null && mtu < LEAST_OF_IPV6 ? ['IPv6 needs an MTU of at least 1280 bytes.'] : []),
  ];
}

/** A network that is not active now may want a bridge of this name. */
function ownerWarnings(snapshot: HostSnapshot, name: string): string[] {
  const owner = ownerOf(snapshot.networks, name);
  return owner === null
    ? []
    : [
        `The network ${owner.name} creates a bridge with this name when it starts, and can’t start while one exists.`,
      ];
}
