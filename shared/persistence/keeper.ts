import type { Command } from '#shared/host/command.ts';
import { onLibvirt, SYSTEM_URI } from '#shared/host/libvirtUri.ts';
import type { Network } from '#shared/host/network.ts';
import type { Facts } from '../topology/facts.ts';
import type { Keeper } from './model.ts';

/** Forward modes in which libvirt makes the network's bridge itself; in the others it uses one that is there. */
const MAKES_ITS_BRIDGE = new Set(['nat', 'route', 'open', 'isolated']);

/** Who makes a bridge at boot, where it is certain that the user's network configuration does not; null: nobody. */
export function certainKeeper(bridge: string, facts: Facts): Keeper | null {
  const network = [...facts.networks.values()].find(
    (one) => one.active && one.bridge === bridge && MAKES_ITS_BRIDGE.has(one.forward),
  );
  if (network !== undefined) {
    const { message, commands } = libvirtKeeper(bridge, network);
    return { message, commands: commands.map((each) => onLibvirt(each, facts.snapshot.libvirtUri)) };
  }
  if (facts.kinds.get(bridge) !== 'ovs-bridge') return null;
  return {
    message: `Open vSwitch makes ${bridge} again at boot: it keeps its bridges and ports in a database of its own.`,
    commands: [{ argv: ['ovs-vsctl', 'show'] }],
  };
}

function libvirtKeeper(bridge: string, { name, autostart, persistent }: Network): Keeper {
  const makes = `libvirt makes ${bridge}, for its network “${name}”, which holds its settings.`;
  if (!persistent) {
    return {
      message: `${makes} That network is transient: it is gone when it stops, and at the next boot. Save it and define it to keep it.`,
      commands: [virsh('net-dumpxml', name)],
    };
  }
  if (autostart) {
    return { message: `${makes} It starts at boot, so there is nothing to save.`, commands: [] };
  }
  return {
    message: `${makes} It doesn’t start at boot: ${bridge} is then missing until you start it.`,
    commands: [virsh('net-autostart', name)],
  };
}

function virsh(command: string, network: string): Command {
  return { argv: ['virsh', '-c', SYSTEM_URI, command, '--network', network] };
}

/** Programs that make bridges of their own at each start, by the names that they give them. */
const BY_NAME: readonly (readonly [RegExp, string])[] = [
  [/^(?:docker\d+|docker_gwbridge|br-[0-9a-f]{12})$/, 'Docker'],
  [/^(?:podman|cni-podman)\d+$/, 'Podman'],
  [/^(?:lxdbr|lxcbr)\d+$/, 'LXD or LXC'],
  [/^incusbr\d+$/, 'Incus'],
  [/^cni\d+$/, 'Kubernetes'],
  [/^fwbr\d+i\d+$/, 'Proxmox VE'],
  [/^virbr\d+$/, 'libvirt'],
];

/** Who makes a bridge by its name: a guess, so that the forms are shown all the same; null: nothing is known by it. */
export function guessedKeeper(bridge: string): Keeper | null {
  const owner = BY_NAME.find(([pattern]) => pattern.test(bridge))?.[1];
  if (owner === undefined) return null;
  const message = `By its name ${bridge} is ${owner}’s, which creates it when it starts, so there is nothing to save.`;
  return { message, commands: [] };
}
