import type { DomainInterface } from '#shared/host/domain.ts';
import { nicModels } from '#shared/host/nicModels.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { parseInterfaceXml } from '#shared/parse/interfaceXml.ts';
import { childOf } from '#shared/parse/xml.ts';
import { listed } from '../../ops/listed.ts';
import { plugOf } from '../../ops/vnic/plug.ts';
import { placeAt } from './place.ts';
import { macWarnings } from './placeWords.ts';
import type { Situation } from './situation.ts';

/** What a vNIC gets; null: it keeps its own. */
export interface Change {
  readonly model: string | null;
  readonly mac: string | null;
  /** Null: libvirt chooses; undefined: it keeps its own. */
  readonly tap: string | null | undefined;
  /** How many others are taken out and put in again with it. */
  readonly moved: number;
  /** It can't keep its place among the others. */
  readonly isLast: boolean;
}

export function changeTitle(name: string, { model, mac, tap }: Change): string {
  const named = tap === undefined ? null : tap === null ? 'a TAP that libvirt names' : `the TAP name ${tap}`;
  if (mac === null && named === null) return `Change the model of ${name} to ${model}`;
  const parts = [
    ...(mac === null ? [] : [`the MAC ${mac}`]),
    ...(model === null ? [] : [`the model ${model}`]),
    ...(named === null ? [] : [named]),
  ];
  return `Change ${name} to ${listed(parts)}`;
}

export function changeEffects({ name, domain }: Situation, { model, mac, tap, moved }: Change): string[] {
  const others = moved === 1 ? 'the vNIC behind it' : `the ${moved} vNICs behind it`;
  return [
    ...(model === null
      ? []
      : [
          `From the next start of ${domain.name}, its guest finds a card of model ${model} in this slot and needs a driver for it.`,
        ]),
    ...(tap === undefined ? [] : [tapEffect(domain.name, tap)]),
    ...(mac === null
      ? []
      : [
          `From the next start of ${domain.name}, ${name} has the MAC ${mac}, in the same slot of the guest’s bus.`,
          `libvirt can’t change a MAC in place, so the vNIC is removed from the definition and added again${moved === 0 ? '' : `, and ${others} as well, so that the order stays`}.`,
        ]),
  ];
}

function tapEffect(vm: string, tap: string | null): string {
  return tap === null
    ? `From its next start, ${vm} has a TAP with a name that libvirt chooses, such as vnet3.`
    : `From its next start, ${vm} has a TAP called ${tap} on this host, each time it runs.`;
}

export function changeWarnings(
  snapshot: HostSnapshot,
  { domain, name }: Situation,
  defined: DomainInterface,
  { model, mac, isLast }: Change,
): string[] {
  return [
    ...(model === null ? [] : modelWarnings(model, defined, snapshot)),
    ...(mac === null ? [] : newMacWarnings(mac, domain.uuid, defined, snapshot)),
    ...(isLast
      ? [
          `${name} comes last in the definition: the vNICs behind it have the same MAC, can’t be told apart, and stay.`,
        ]
      : []),
  ];
}

function modelWarnings(model: string, defined: DomainInterface, { domains }: HostSnapshot): string[] {
  const isKnown =
    nicModels.includes(model) || domains.some(({ live }) => live.some((vnic) => vnic.model === model));
  const element = parseInterfaceXml(defined.xml);
  const hasDriver = element.ok && childOf(element.value, 'driver') !== null;
  return [
    ...(isKnown
      ? []
      : [
          `libvirt accepts any model in a definition: if QEMU on this host has no ${model}, the VM won’t start.`,
        ]),
    ...(hasDriver && !model.startsWith('virtio')
      ? [
          'Its <driver> settings (queues, vhost) are for virtio only: libvirt drops them, and an undo restores them.',
        ]
      : []),
  ];
}

function newMacWarnings(
  mac: string,
  uuid: string,
  defined: DomainInterface,
  snapshot: HostSnapshot,
): string[] {
  const place = placeAt(snapshot, plugOf(defined));
  const old = defined.mac ?? '';
  const reserving = snapshot.networks
    .filter(({ definition }) => definition?.toLowerCase().includes(`mac='${old}'`) === true)
    .map(({ name }) => name);
  const links = snapshot.links.filter((link) => link.mac === mac).map(({ name }) => name);
  return [
    'To others on the network this is a new machine: DHCP hands out another address, and a guest that configures its cards by MAC may leave this one without a network.',
    ...(reserving.length === 0
      ? []
      : [`The network ${listed(reserving)} reserves an address for ${old}, which the new MAC doesn’t get.`]),
    ...macWarnings(mac, uuid, place, snapshot),
    ...(links.length === 0
      ? []
      : [`${listed(links)} on this host ${links.length === 1 ? 'has' : 'have'} the MAC ${mac} too.`]),
  ];
}
