import type { Domain } from '#shared/host/domain.ts';
import { type Network, ownBridge } from '#shared/host/network.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { listed } from '#shared/ops/listed.ts';
import { definitionOf } from '#shared/ops/network/networks.ts';
import type { Refusal } from '#shared/ops/refusal.ts';
import { alreadySo, isRefusal, refuse } from '#shared/ops/refusal.ts';
import { atStake } from '../../guard/atStake.ts';
import type { NetworkEdit } from '../../hostEdit.ts';
import { unreadUsers } from '../../unread.ts';
import type { EditDraft } from '../draft.ts';
import { portLosses } from '../portWords.ts';
import { touchesOf } from './found.ts';
import { usersOf } from './users.ts';

type Stop = Extract<NetworkEdit, { kind: 'network-set' }>;

/** A network is stopped: its bridge goes, and whatever was plugged into that hangs loose. */
export function draftStop(snapshot: HostSnapshot, edit: Stop, network: Network): EditDraft | Refusal {
  const { name, uuid, active } = network;
  if (!active) return alreadySo(`The network ${name} is already inactive.`);
  const refusal = refuseStop(snapshot, network);
  if (refusal !== null) return refusal;
  const { defining, saved } = usersOf(network, null, snapshot);
  const waiting = defining.filter((vm) => !vm.active && !saved.includes(vm));
  return {
    edit,
    title: `Stop the network ${name}`,
    effects: [
      ...stopEffects(network),
      network.autostart
        ? 'Its definition stays, and libvirt starts it again when the host boots.'
        : 'Its definition stays, and it is inactive until you start it.',
    ],
    warnings: [
      ...stopWarnings(snapshot, network),
      ...(waiting.length === 0
        ? []
        : [`${listed(waiting.map((vm) => vm.name))} can’t start while it is inactive.`]),
      ...savedOn(saved, name),
      ...unreadUsers(snapshot, name),
    ],
    lasts: 'now',
    persistChoices: ['now'],
    ops: [{ op: 'network-active', network: uuid, active: false }],
    undoTitle: `Start the network ${name} again`,
    touches: touchesOf(network),
    done: `Stopped the network ${name}`,
  };
}

/** A VM that is saved needs the network that its image is on. */
export function savedOn(vms: readonly Domain[], network: string): string[] {
  return vms.length === 0
    ? []
    : [
        `The saved ${vms.length === 1 ? 'image' : 'images'} of ${listed(vms.map((vm) => vm.name))} ${vms.length === 1 ? 'is' : 'are'} on ${network}, and can’t be resumed while it is inactive.`,
      ];
}

/** Why a network that runs must not be stopped; null: it may. */
export function refuseStop(snapshot: HostSnapshot, network: Network): Refusal | null {
  const definition = definitionOf(network);
  if (isRefusal(definition)) return definition;
  const bridge = ownBridge(network);
  const stake = bridge === null ? null : atStake(snapshot, bridge);
  if (stake === null || stake.guestsOnly) return null;
  return refuse(
    `Stopping the network ${network.name} removes ${bridge}. ${stake.reasons.join(' ')}`,
    'Make sure that the host can be reached another way first, or stop the network at the host’s console.',
  );
}

/** What goes with a network that is stopped. */
export function stopEffects(network: Network): string[] {
  const bridge = ownBridge(network);
  if (bridge === null) {
    return [
      network.bridge === null
        ? `No VM can start on ${network.name} any more; running VMs don’t change.`
        : `${network.bridge} and everything connected to it don’t change; no VM can start on ${network.name} any more.`,
    ];
  }
  const own = network.addresses.length === 0 ? '' : ` with its address ${listed(network.addresses)}`;
  return [`libvirt removes the bridge ${bridge}${own}, with its DHCP, DNS (dnsmasq) and firewall rules.`];
}

/** Who loses the plug with it. */
export function stopWarnings(snapshot: HostSnapshot, network: Network): string[] {
  const bridge = ownBridge(network);
  const { plugged, others } = usersOf(network, bridge, snapshot);
  const lost = snapshot.links
    .filter(({ master }) => master === bridge && bridge !== null)
    .flatMap((link) => portLosses(snapshot, link, false));
  const warnings: string[] = [...lost];
  if (plugged.length > 0) {
    warnings.push(
      `${listed(plugged)} ${plugged.length === 1 ? 'is' : 'are'} disconnected: the VM keeps running with its TAP not connected to any bridge. Starting the network again doesn’t reconnect it, and neither does an undo: reconnect it in the inspector of the cable.`,
    );
  }
  if (others.length > 0) {
    warnings.push(
      `${listed(others)} ${others.length === 1 ? 'is' : 'are'} also on ${bridge}, and libvirt won’t reconnect ${others.length === 1 ? 'it' : 'them'}.`,
    );
  }
  return warnings;
}
