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
  const lasts = start ? 'both' : 'boot';
  return {
    edit: { ...edit, uuid },
    title: `Define the network ${name}${start ? ' and start it' : ''}`,
    effects: [
      `libvirt gets the definition of ${name}, ${modeWords[forward.mode]}.`,
      ...(start ? startEffects(network) : ['It is not started yet: nothing on the host changes.']),
      autostart ? `${name} starts with the host.` : `${name} does not start with the host.`,
    ],
    warnings: [...addressWarnings(forward, snapshot), ...forwardWarnings(network, snapshot)],
    lasts,
    persistChoices: [lasts],
    ops,
    undoTitle: start ? `Stop the network ${name} and delete it again` : `Delete the network ${name} again`,
    touches: touchesOf(network),
    done: `Defined the network ${name}${start ? ' and started it' : ''}`,
  };
}

const modeWords: { readonly [Mode in NetworkForward['mode']]: string } = {
  bridge: 'which leads to a bridge of this host',
  nat: 'which leads out behind NAT',
  route: 'which is routed',
  isolated: 'which is isolated',
};

function refuseTaken(name: string, uuid: string, { networks }: HostSnapshot): Refusal | null {
  if (networks.some((network) => network.name === name)) {
    return refuse(`libvirt has a network ${name} already.`, 'Choose another name.');
  }
  const same = networks.find((network) => network.uuid === uuid);
  return same === undefined ? null : refuse(`The network ${same.name} has the UUID ${uuid} already.`, '');
}

function refuseBridge(bridge: string, snapshot: HostSnapshot): Refusal | null {
  const owner = ownerOf(snapshot.networks, bridge);
  if (owner !== null) {
    return refuse(
      `${bridge} belongs to the network ${owner.name}, which makes it anew at each start.`,
      `Plug VMs into the network ${owner.name}.`,
    );
  }
  const link = findLink(snapshot, bridge);
  if (link === null) {
    return refuse(`There is no bridge ${bridge} on this host.`, 'Create it first, or choose another.');
  }
  if (link.infoKind === 'openvswitch') {
    return refuse(
      `${bridge} is an Open vSwitch bridge, which Patchbay shows but does not define networks for yet.`,
      'Use virsh net-define, with <virtualport type="openvswitch"/>.',
    );
  }
  return link.infoKind === 'bridge'
    ? refuseManaged(link)
    : refuse(`${bridge} is no bridge.`, 'Choose a bridge.');
}

function refuseOverlap(address: string | null, snapshot: HostSnapshot): Refusal | null {
  const own = address === null ? null : readPrefix(address);
  const found = own === null ? undefined : overlapsOf(own, '', '', snapshot)[0];
  if (own === null || found === undefined || found.how === 'detour') return null;
  const free = freeRange(snapshot);
  return refuse(
    `${networkText(own)} overlaps with ${found.words}: addresses there would be reached in one of the two only.`,
    free === null ? 'Choose another range.' : `Choose another range: ${free} is free.`,
  );
}

function refuseDev(
  { mode, dev }: Exclude<NetworkForward, { readonly mode: 'bridge' }>,
  snapshot: HostSnapshot,
): Refusal | null {
  if (dev === null) return null;
  if (mode === 'isolated') {
    return refuse('An isolated network leads nowhere, so it has no way out to name.', 'Leave it empty.');
  }
  const link = findLink(snapshot, dev);
  if (link === null) return refuse(`There is no ${dev} on this host.`, 'Choose another way out.');
  if (link.linkType === 'loopback') return refuse(`Nothing leaves the host through ${dev}.`, '');
  return link.master === null
    ? null
    : refuse(
        `${dev} is a port of ${link.master}, and what is forwarded leaves through ${link.master}.`,
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
          `${networkText(own)} is no private range: this host and its guests could not reach those who have these addresses on the internet.`,
        ]),
    ...detours.map(
      ({ words }) => `${networkText(own)} is cut out of ${words}: what is there is no longer reached.`,
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
