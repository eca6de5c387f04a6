import { findLink, type HostSnapshot } from '#shared/host/snapshot.ts';
import type { LinkNode } from '#shared/topology/model.ts';
import type { MacvtapMode } from '../../host/macvtapModes.ts';
import { listed } from '../../ops/listed.ts';
import { type Refusal, refuse } from '../../ops/refusal.ts';
import { atStake } from '../guard/atStake.ts';
import { type NewVnicLink, takesNewVnic } from '../newVnicTarget.ts';
import type { TargetNode } from '../targets.ts';
import { uppersOf } from './links/linkOf.ts';
import { type Place, placeAt, placeOf } from './place.ts';

/** Where a new vNIC goes, on a target that was judged before. */
export function attachPlace(
  snapshot: HostSnapshot,
  node: TargetNode | NewVnicLink,
  mode: MacvtapMode | undefined,
): Place | Refusal {
  const isLink = takesNewVnic(node);
  if (isLink && node.kind !== 'tap') return macvtapPlace(snapshot, node, mode ?? 'bridge');
  if (mode !== undefined) {
    return refuse(
      'A mode applies only to a macvtap, and this is a TAP, a bridge or a network.',
      'Omit the mode.',
    );
  }
  return isLink ? placeAt(snapshot, { kind: 'tap', tap: node.name }) : placeOf(snapshot, node);
}

function macvtapPlace(snapshot: HostSnapshot, { name }: LinkNode, mode: MacvtapMode): Place | Refusal {
  const whole = uppersOf(snapshot, name).find(({ macvlanMode }) => macvlanMode === 'passthru');
  if (whole !== undefined) {
    return refuse(
      `${whole.name} uses ${name} alone: it is a macvtap in passthrough mode, which allows no other.`,
      'Choose another link, or detach that one.',
    );
  }
  const refusal = mode === 'passthrough' ? refuseWhole(snapshot, name) : null;
  return refusal ?? placeAt(snapshot, { kind: 'direct', dev: name, mode });
}

/** Passthrough gives the link the guest's MAC, and the guest all that it receives. */
function refuseWhole(snapshot: HostSnapshot, name: string): Refusal | null {
  const stake = atStake(snapshot, name);
  if (stake !== null) {
    return refuse(
      `A macvtap in passthrough mode uses ${name} alone. ${stake.reasons.join(' ')} That would be interrupted.`,
      'Choose the mode bridge, or a link that the host doesn’t use.',
    );
  }
  const uppers = uppersOf(snapshot, name);
  return uppers.length === 0
    ? null
    : refuse(
        `A macvtap in passthrough mode uses ${name} alone, but ${listed(uppers.map((link) => link.name))} ${uppers.length === 1 ? 'uses' : 'use'} it.`,
        'Choose the mode bridge, or an unused link.',
      );
}

/** What being on a TAP or a macvtap means for a guest; empty on a bridge or network. */
export function linkEffects({ target, bridge }: Place): string[] {
  if (target.kind === 'tap') {
    return [
      `${target.tap} stays when the vNIC or the VM is gone: libvirt uses it but doesn’t manage it.`,
      bridge === null
        ? `${target.tap} is not connected to any bridge: its creator decides where its frames go.`
        : `${target.tap} is on ${bridge} and stays there.`,
    ];
  }
  if (target.kind !== 'direct') return [];
  const { dev, mode } = target;
  return [`libvirt enables ${dev} and creates a macvtap on it while the VM runs. ${modeWords[mode]}`];
}

const modeWords: { readonly [Mode in MacvtapMode]: string } = {
  bridge: 'VMs on the same link reach each other directly.',
  vepa: 'VMs on the same link reach each other only through a switch that sends frames back (VEPA, 802.1Qbg).',
  private: 'VMs on the same link never reach each other.',
  passthrough: 'It uses the link alone; the link has the guest’s MAC while the VM runs.',
};

/** What the user should think of before a vNIC is put on a TAP or a macvtap. */
export function linkWarnings({ target }: Place, domain: string, snapshot: HostSnapshot): string[] {
  if (target.kind === 'tap') return tapWarnings(target.tap, domain, snapshot);
  if (target.kind !== 'direct') return [];
  const { dev } = target;
  const link = findLink(snapshot, dev);
  return [
    `With a macvtap in any mode, this host and the guest can’t reach each other; the LAN can.`,
    // An uplink of Wi-Fi is known by its name alone: `ip` does not tell.
    ...(/^wl/.test(dev)
      ? [
          `${dev} looks like Wi-Fi. Access points drop frames from a second MAC, so a guest would get no answer.`,
        ]
      : []),
    ...(link?.carrier === false && link.up ? [`${dev} has no carrier: nothing passes through it now.`] : []),
  ];
}

function tapWarnings(tap: string, domain: string, snapshot: HostSnapshot): string[] {
  const link = findLink(snapshot, tap);
  const others = snapshot.domains
    .filter(({ uuid, defined }) => uuid !== domain && defined.some(({ targetDev }) => targetDev === tap))
    .map(({ name }) => name);
  return [
    ...(link?.up === false
      ? [`${tap} is down, and libvirt doesn’t enable it: nothing passes through it until you do.`]
      : []),
    ...(others.length === 0
      ? []
      : [`The definition of ${listed(others)} also names ${tap}: only one of the VMs can run at a time.`]),
    `A TAP that was created by hand is lost at reboot unless something creates it again. The VM can’t start without it.`,
  ];
}
