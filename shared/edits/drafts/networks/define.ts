import { z } from 'zod';
import { type Network, ownerOf } from '#shared/host/network.ts';
import { networkText, readPrefix } from '#shared/host/prefix.ts';
import { findLink, type HostSnapshot } from '#shared/host/snapshot.ts';
import type { NetworkForward } from '#shared/ops/network/networkXml.ts';
import { networkXml } from '#shared/ops/network/networkXml.ts';
import type { Op } from '#shared/ops/op.ts';
import { type Refusal, refuse } from '#shared/ops/refusal.ts';
import { parseNetworkXml } from '#shared/parse/networkXml.ts';
import type { Topology } from '#shared/topology/model.ts';
import { networkId } from '#shared/topology/model.ts';
import type { EditKind, Randoms } from '../../editKind.ts';
import { networkForward, networkName } from '../../fields.ts';
import type { NetworkEdit } from '../../hostEdit.ts';
import { refuseManaged } from '../../managed.ts';
import type { EditDraft } from '../draft.ts';
import { refuseBlind, touchesOf } from './found.ts';
import { freeRange, overlapsOf } from './overlap.ts';
import { forwardWarnings, startEffects } from './startWords.ts';
import { isPrivate, refuseSubnet } from './subnet.ts';

type Define = Extract<NetworkEdit, { kind: 'network-define' }>;

/** libvirt gets a new network; where asked for, it is started at once and with the host. */
export const networkDefineKind: EditKind<Define> = {
  schema: z.strictObject({
    kind: z.literal('network-define'),
    name: networkName,
    forward: networkForward,
    start: z.boolean(),
    autostart: z.boolean(),
    uuid: z.uuid().optional(),
  }),
  changesHost: false,
  subject: ({ name }) => networkId(name),
  phase: () => 'define-network',
  words: ({ name }) => `Define the network ${name}`,
  draft: draftDefine,
};

function draftDefine(
  snapshot: HostSnapshot,
  topology: Topology,
  edit: Define,
  { randomUuid }: Randoms,
): EditDraft | Refusal {
  const blind = refuseBlind(topology);
  if (blind !== null) return blind;
  const { name, forward, start, autostart } = edit;
  const uuid = edit.uuid?.toLowerCase() ?? randomUuid();
  const refusal =
    refuseTaken(name, uuid, snapshot) ??
    (forward.mode === 'bridge'
      ? refuseBridge(forward.bridge, snapshot)
      : (refuseSubnet(forward) ?? refuseOverlap(forward.address, snapshot) ?? refuseDev(forward, snapshot)));
  if (refusal !== null) return refusal;
  const bridge = forward.mode === 'bridge' ? forward.bridge : freeBridgeName(snapshot);
  const xml = networkXml({ uuid, name, bridge, forward });
  const read = parseNetworkXml(xml);
  if (!read.ok) return refuse(read.message, '');
  const network: Network = { ...read.value, active: false, autostart: false, persistent: true };
  const ops: Op[] = [
    { op: 'network-define', network: uuid, name, xml },
    ...(start ? [{ op: 'network-active', network: uuid, active: true } as const] : []),
    ...(autostart ? [{ op: 'network-autostart', network: uuid, on: true } as const] : []),
  ];
  return {
    edit: { ...edit, uuid },
    title: `Define the network ${name}${start ? ' and start it' : ''}`,
    effects: [
      `libvirt gets the definition of ${name}, ${modeWords[forward.mode]}.`,
      ...(start ? startEffects(network) : ['It isn’t started yet: nothing on the host changes.']),
      autostart ? `${name} starts with the host.` : `${name} doesn’t start with the host.`,
    ],
    warnings: [...addressWarnings(forward, snapshot), ...forwardWarnings(network, snapshot)],
    // Its definition is there at once; whether it runs is what the effects tell.
    lasts: 'both',
    persistChoices: ['both'],
    ops,
    undoTitle: start ? `Stop the network ${name} and delete it again` : `Delete the network ${name} again`,
    touches: touchesOf(network),
    done: `Defined the network ${name}${start ? ' and started it' : ''}`,
  };
}

const modeWords: { readonly [Mode in NetworkForward['mode']]: string } = {
  bridge: 'which uses a bridge of this host',
  nat: 'which uses NAT',
  route: 'which is routed',
  isolated: 'which is isolated',
};

function refuseTaken(name: string, uuid: string, { networks }: HostSnapshot): Refusal | null {
  if (networks.some((network) => network.name === name)) {
    return refuse(`libvirt already has a network ${name}.`, 'Choose another name.');
  }
  const same = networks.find((network) => network.uuid === uuid);
  return same === undefined ? null : refuse(`The network ${same.name} already has the UUID ${uuid}.`, '');
}

function refuseBridge(bridge: string, snapshot: HostSnapshot): Refusal | null {
  const owner = ownerOf(snapshot.networks, bridge);
  if (owner !== null) {
    return refuse(
      `${bridge} belongs to the network ${owner.name}, which creates it again at each start.`,
      `Connect VMs to the network ${owner.name} instead.`,
    );
  }
  const link = findLink(snapshot, bridge);
  if (link === null) {
    return refuse(`There is no bridge ${bridge} on this host.`, 'Create it first, or choose another.');
  }
  if (link.infoKind === 'openvswitch') {
    return refuse(
      `${bridge} is an Open vSwitch bridge, and Patchbay can’t define networks for it yet.`,
      'Use virsh net-define, with <virtualport type="openvswitch"/>.',
    );
  }
  return link.infoKind === 'bridge'
    ? refuseManaged(link)
    : refuse(`${bridge} is not a bridge.`, 'Choose a bridge.');
}

function refuseOverlap(address: string | null, snapshot: HostSnapshot): Refusal | null {
  const own = address === null ? null : readPrefix(address);
  const found = own === null ? undefined : overlapsOf(own, '', '', snapshot)[0];
  if (own === null || found === undefined || found.how === 'detour') return null;
  const free = freeRange(snapshot);
  return refuse(
    `${networkText(own)} overlaps with ${found.words}: its addresses could be reached in only one of the two.`,
    free === null ? 'Choose another range.' : `Choose another range, such as ${free}.`,
  );
}

function refuseDev(
  { mode, dev }: Exclude<NetworkForward, { readonly mode: 'bridge' }>,
  snapshot: HostSnapshot,
): Refusal | null {
  if (dev === null) return null;
  if (mode === 'isolated') {
    return refuse('An isolated network has no way out.', 'Leave the field empty.');
  }
  const link = findLink(snapshot, dev);
  if (link === null) return refuse(`There is no ${dev} on this host.`, 'Choose another way out.');
  if (link.linkType === 'loopback') return refuse(`${dev} doesn’t lead out of the host.`, '');
  return link.master === null
    ? null
    : refuse(
        `${dev} is a port of ${link.master}, and forwarded traffic leaves through ${link.master}.`,
        `Choose ${link.master}, or leave it to the routing table.`,
      );
}

function addressWarnings(forward: NetworkForward, snapshot: HostSnapshot): string[] {
  const own = forward.mode === 'bridge' || forward.address === null ? null : readPrefix(forward.address);
  if (own === null) return [];
  const detours = overlapsOf(own, '', '', snapshot).filter(({ how }) => how === 'detour');
  return [
    ...(isPrivate(own)
      ? []
      : [
          `${networkText(own)} is not a private range: this host and its guests couldn’t reach these addresses on the internet.`,
        ]),
    ...detours.map(
      ({ words }) => `${networkText(own)} is part of ${words}: whatever is there can’t be reached any more.`,
    ),
  ];
}

/** The first free of the names that libvirt would choose from: a link may have it, or a network that does not run. */
function freeBridgeName({ links, networks }: HostSnapshot): string {
  const taken = new Set([
    ...links.flatMap(({ name, altNames }) => [name, ...altNames]),
    ...networks.map(({ bridge }) => bridge),
  ]);
  let number = 0;
  while (taken.has(`virbr${number}`)) number += 1;
  return `virbr${number}`;
}
