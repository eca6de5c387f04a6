import { z } from 'zod';
import type { BridgeOptions } from '#shared/host/bridgeOptions.ts';
import { ownerOf } from '#shared/host/network.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { bridgeWords } from '#shared/ops/link/bridgeOptions.ts';
import { listed } from '#shared/ops/listed.ts';
import type { Op } from '#shared/ops/op.ts';
import { alreadySo, isRefusal, type Refusal, refuse } from '#shared/ops/refusal.ts';
import type { Topology } from '#shared/topology/model.ts';
import type { EditKind } from '../../editKind.ts';
import { bridgeOptions, nodeId } from '../../fields.ts';
import type { LinkEdit } from '../../hostEdit.ts';
import type { EditDraft } from '../draft.ts';
import { delayTrouble, forgottenAtBoot } from './hostWords.ts';
import { changeableLink, guestsOn } from './linkOf.ts';

type BridgeSet = Extract<LinkEdit, { kind: 'bridge-set' }>;

/** STP, forward delay and VLAN filtering of a bridge that is there. */
export const bridgeSetKind: EditKind<BridgeSet> = {
  schema: z.strictObject({ kind: z.literal('bridge-set'), bridge: nodeId, ...bridgeOptions }),
  changesHost: true,
  subject: ({ bridge }) => bridge,
  phase: () => 'plug',
  words: ({ bridge }, name) => `Set the options of ${name(bridge)}`,
  draft: draftBridgeSet,
};

function draftBridgeSet(snapshot: HostSnapshot, topology: Topology, edit: BridgeSet): EditDraft | Refusal {
  const found = changeableLink(snapshot, topology, edit.bridge);
  if (isRefusal(found)) return found;
  const { link, node } = found;
  const { name, bridge: was } = link;
  if (was === null) {
    return refuse(`${name} is not a kernel bridge.`, 'Choose a bridge.');
  }
  const { stp, forwardDelay, vlanFiltering } = edit;
  const wanted: BridgeOptions = { stp, forwardDelay, vlanFiltering };
  const trouble = delayTrouble(stp, forwardDelay);
  if (trouble !== null) return refuse(trouble, 'Set at least 2 seconds, or turn STP off.');
  const changes = changesOf(was, wanted);
  if (changes.length === 0) return alreadySo(`${name} already has ${bridgeWords(wanted)}.`);
  return {
    edit,
    title: `Change ${name}: ${listed(changes)}`,
    effects: [`${name} gets ${bridgeWords(wanted)}.`, ...effectsOf(was, wanted)],
    warnings: [...warningsOf(was, wanted, guestsOn(topology, node.id)), ...ownerWords(snapshot, name)],
    lasts: 'now',
    persistChoices: ['now'],
    ops: opsOf(name, was, wanted),
    undoTitle: `Set ${name} to ${bridgeWords(was)} again`,
    touches: [node.id],
    done: `Changed ${name}: ${listed(changes)}`,
  };
}

function changesOf(was: BridgeOptions, wanted: BridgeOptions): string[] {
  return [
    ...(was.stp === wanted.stp ? [] : [`STP ${wanted.stp ? 'on' : 'off'}`]),
    ...(was.forwardDelay === wanted.forwardDelay ? [] : [`a forward delay of ${wanted.forwardDelay} s`]),
    ...(was.vlanFiltering === wanted.vlanFiltering
      ? []
      : [`VLAN filtering ${wanted.vlanFiltering ? 'on' : 'off'}`]),
  ];
}

/**
 * The kernel judges the forward delay by the STP state before the command, and sets it first. So where one of the two
 * delays is none for STP, the delay has to be changed while STP is off: on the way there, and on the way back.
 */
function opsOf(bridge: string, was: BridgeOptions, wanted: BridgeOptions): Op[] {
  const set = (options: BridgeOptions): Op => ({ op: 'bridge-options', bridge, ...options });
  const isMixed = was.stp !== wanted.stp && Math.min(was.forwardDelay, wanted.forwardDelay) < 2;
  if (!isMixed || was.forwardDelay === wanted.forwardDelay) return [set(wanted)];
  return [
    set({
      stp: false,
      forwardDelay: wanted.stp ? wanted.forwardDelay : was.forwardDelay,
      vlanFiltering: was.vlanFiltering,
    }),
    set(wanted),
  ];
}

function effectsOf(was: BridgeOptions, wanted: BridgeOptions): string[] {
  if (wanted.stp && !was.stp) {
    return [
      `From now on, a new port passes nothing for ${2 * wanted.forwardDelay} seconds (twice the forward delay), and one that would create a loop passes nothing at all.`,
    ];
  }
  return was.stp && !wanted.stp
    ? ['Nothing prevents loops any more, and ports pass frames immediately.']
    : [];
}

function warningsOf(was: BridgeOptions, wanted: BridgeOptions, guests: readonly string[]): string[] {
  const whose = guests.length === 0 ? '' : ` This affects ${listed(guests)}.`;
  return [
    ...(was.stp && !wanted.stp
      ? [`If two of its ports lead to the same LAN, they form a loop that floods it immediately.${whose}`]
      : []),
    ...(wanted.stp && !was.stp
      ? [`Its uplink then sends STP frames: a switch with BPDU guard disables its port.${whose}`]
      : []),
    ...(wanted.vlanFiltering && !was.vlanFiltering
      ? [`Each port is in VLAN 1 only until you change it: tagged frames are dropped immediately.${whose}`]
      : []),
    ...(was.vlanFiltering && !wanted.vlanFiltering
      ? [`Every port gets the frames of every VLAN: VLANs that were separate are joined.${whose}`]
      : []),
  ];
}

function ownerWords(snapshot: HostSnapshot, name: string): string[] {
  const owner = ownerOf(snapshot.networks, name);
  return [
    owner === null
      ? forgottenAtBoot
      : `${name} belongs to the network ${owner.name}, which creates it again from its definition at each start.`,
  ];
}
