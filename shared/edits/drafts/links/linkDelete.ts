import { z } from 'zod';
import type { DomainInterface } from '#shared/host/domain.ts';
import type { Link } from '#shared/host/link.ts';
import { type Network, ownBridge } from '#shared/host/network.ts';
import { newPortVlans } from '#shared/host/portVlan.ts';
import { findLink, type HostSnapshot } from '#shared/host/snapshot.ts';
import { vlanOps } from '#shared/ops/link/portKept.ts';
import { listed } from '#shared/ops/listed.ts';
import type { Op } from '#shared/ops/op.ts';
import { isRefusal, type Refusal, refuse } from '#shared/ops/refusal.ts';
import { factsAfter } from '#shared/ops/steps.ts';
import type { LinkNode, Topology } from '#shared/topology/model.ts';
import { linkId } from '#shared/topology/model.ts';
import { kindWord } from '#shared/topology/words.ts';
import type { EditKind } from '../../editKind.ts';
import { nodeId } from '../../fields.ts';
import type { LinkEdit } from '../../hostEdit.ts';
import { refuseManagedPort } from '../../managed.ts';
import { virshLine } from '../../virshLine.ts';
import type { EditDraft } from '../draft.ts';
import { portLosses } from '../portWords.ts';
import { onlyUplink, refuseAtStake, refuseBridgeDelete, refuseTapDelete, refuseUplink } from './deletable.ts';
import { refuseLayerDelete } from './deletableLayer.ts';
import { changeableLink, portsOf } from './linkOf.ts';

type LinkDelete = Extract<LinkEdit, { kind: 'link-delete' }>;

/**
 * A bridge on which nothing but loose ends hang is deleted, a bond, a VLAN that nothing uses, or a TAP that nobody holds
 * open.
 */
export const linkDeleteKind: EditKind<LinkDelete> = {
  schema: z.strictObject({ kind: z.literal('link-delete'), link: nodeId }),
  changesHost: true,
  subject: ({ link }) => link,
  phase: () => 'delete-link',
  words: ({ link }, name) => `Delete ${name(link)}`,
  draft: draftLinkDelete,
};

function draftLinkDelete(snapshot: HostSnapshot, topology: Topology, edit: LinkDelete): EditDraft | Refusal {
  const found = changeableLink(snapshot, topology, edit.link);
  if (isRefusal(found)) return found;
  const { link, node } = found;
  const managed = refuseManagedPort(node);
  if (managed !== null) return managed;
  const uplink = node.kind === 'bridge' ? onlyUplink(snapshot, link.name) : null;
  const refusal = refuseDelete(snapshot, topology, link, node, uplink);
  if (refusal !== null) return refusal;
  const needsGuard =
    (uplink === null ? null : refuseUplink(topology, node, uplink)) ?? refuseAtStake(snapshot, node);
  // Under the guard the host goes on by the uplink, which leaves before anything else.
  const first: Op[] = uplink === null ? [] : [{ op: 'port-master', link: uplink, master: null }];
  const rest = factsAfter(snapshot, first);
  const onIt = portsOf(rest, link.name);
  const ports = onIt.map(({ name }) => name);
  const what = `the ${kindWord(node.kind)} ${link.name}`;
  return {
    edit,
    title: `Delete ${what}`,
    effects: [
      ...(ports.length === 0
        ? []
        : [
            node.kind === 'bond'
              ? `${listed(ports)} ${ports.length === 1 ? 'leaves' : 'leave'} it first and ${ports.length === 1 ? 'is' : 'are'} disabled: the kernel does so with a member that leaves.`
              : `${listed(ports)}, which ${ports.length === 1 ? 'belongs' : 'belong'} to no VM, ${ports.length === 1 ? 'is' : 'are'} disconnected first.`,
          ]),
      ...(link.master === null ? [] : [`${link.name} is disconnected from ${link.master} first.`]),
      `${what.charAt(0).toUpperCase()}${what.slice(1)} is deleted immediately. If something creates it at boot, it comes back then.`,
      ...(uplink === null ? [] : [`${uplink} leaves the bridge first, and goes on without it.`]),
    ],
    warnings: [
      ...[...onIt, link].flatMap((each) => portLosses(rest, each)),
      ...namedBy(snapshot, node),
      ...remakeWords(node),
    ],
    lasts: 'now',
    persistChoices: ['now'],
    ops: [...first, ...opsOf(findLink(rest, link.name) ?? link, ports, rest)],
    undoTitle: `Create ${what} again`,
    touches: [node.id, ...ports.map(linkId)],
    done: `Deleted ${what}`,
    ...(needsGuard === null ? {} : { needsGuard }),
  };
}

function refuseDelete(
  snapshot: HostSnapshot,
  topology: Topology,
  link: Link,
  node: LinkNode,
  uplink: string | null,
): Refusal | null {
  switch (node.kind) {
    case 'bridge':
      return refuseBridgeDelete(snapshot, topology, node, uplink);
    case 'tap':
      return refuseTapDelete(snapshot, topology, link, node);
    case 'bond':
    case 'vlan':
      return refuseLayerDelete(snapshot, topology, link, node);
    default:
      return refuse(
        `${node.name} is a ${kindWord(node.kind)}, and Patchbay deletes only bridges, bonds, VLANs and TAPs.`,
        'Use the tool that created it.',
      );
  }
}

/** Each step is one that can be taken back: made again, the link gets its MTU, its state and its ports in turn. */
function opsOf(link: Link, ports: readonly string[], snapshot: HostSnapshot): Op[] {
  const { name, up, mtu, master } = link;
  const born = bornMtu(link, snapshot);
  return [
    ...ports.map((port): Op => ({ op: 'port-master', link: port, master: null })),
    ...(master === null ? [] : [{ op: 'port-master', link: name, master: null } as const]),
    ...(up ? [{ op: 'link-state', link: name, state: 'down' } as const] : []),
    ...(mtu === born ? [] : [{ op: 'link-mtu', link: name, mtu: born } as const]),
    ...ownVlansOff(link, snapshot),
    { op: 'link-del', link: name },
  ];
}

/** The VLANs of a bridge itself become those of a new one, so that the way back sets its own again. */
function ownVlansOff(link: Link, snapshot: HostSnapshot): readonly Op[] {
  return link.bridge === null ? [] : vlanOps(link, newPortVlans(BORN_PVID), snapshot);
}

/** The VLAN that the kernel gives a new bridge and its ports. */
const BORN_PVID = 1;

/** Bytes: the MTU that the kernel gives a new link; a VLAN has that of the link that it sits on. */
function bornMtu({ vlan, lower }: Link, snapshot: HostSnapshot): number {
  return (vlan === null ? null : findLink(snapshot, lower?.name ?? null))?.mtu ?? 1500;
}

function remakeWords(node: LinkNode): string[] {
  switch (node.kind) {
    case 'bridge':
      return bridgeRemake;
    case 'bond':
      return [
        'An undo restores its name, MAC, mode, options, MTU and members, but no setting of a member (priority, queue).',
      ];
    case 'vlan':
      return ['An undo restores its name, VLAN, protocol, flags and MTU, but no map of priorities (QoS).'];
    default:
      return tapRemake(node);
  }
}

const bridgeRemake = [
  'An undo restores its name, STP, forward delay, VLAN filtering, VLANs, MTU and ports, but not other settings (multicast, ageing, another default VLAN).',
];

function tapRemake({ held, name }: LinkNode): string[] {
  return [
    'An undo restores its name, user and MTU, but with another MAC and without a group or several queues.',
    ...(held === 'unknown'
      ? [
          `Patchbay couldn’t check whether another user’s process holds ${name} open. If one does, the kernel refuses and nothing changes.`,
        ]
      : []),
  ];
}

/** What names it, and will look for it in vain. */
function namedBy(snapshot: HostSnapshot, { name, kind }: LinkNode): string[] {
  const { domains, networks } = snapshot;
  const isOn = kind === 'tap' ? usesTap(name) : leadsTo(name, networks);
  const defined = domains.filter((vm) => vm.defined.some(isOn)).map((vm) => vm.name);
  const saved = domains.filter((vm) => vm.saved?.some(isOn) === true).map((vm) => vm.name);
  const image = saved.length === 1 ? 'image' : 'images';
  const resuming = [
    `The saved ${image} of ${listed(saved)} ${saved.length === 1 ? 'is' : 'are'} on it, and can’t be resumed without it.`,
  ];
  return [
    ...(kind === 'tap'
      ? defined.map((vm) => `${vm} uses this TAP in its definition and can’t start without it.`)
      : [
          ...networks
            .filter(({ bridge }) => bridge === name)
            .map((network) => networkWords(snapshot, network)),
          ...(defined.length === 0
            ? []
            : [
                `${listed(defined)} ${defined.length === 1 ? 'is' : 'are'} defined to be on it and can’t start without a link of this name.`,
              ]),
        ]),
    ...(saved.length === 0 ? [] : resuming),
  ];
}

function usesTap(name: string): (vnic: DomainInterface) => boolean {
  return ({ targetDev, type }) => targetDev === name && type === 'ethernet';
}

function leadsTo(name: string, networks: readonly Network[]): (vnic: DomainInterface) => boolean {
  const leading = new Set(networks.filter(({ bridge }) => bridge === name).map((network) => network.name));
  return ({ source }) =>
    source.bridge === name || source.dev === name || (source.network !== null && leading.has(source.network));
}

function networkWords(snapshot: HostSnapshot, network: Network): string {
  const { name } = network;
  return ownBridge(network) === null
    ? `The network ${name} uses it: nothing can be connected to that network without it.`
    : `The network ${name} creates it again when it starts: ${virshLine(snapshot, 'net-start', name)}`;
}
