import type { HostSnapshot } from '#shared/host/snapshot.ts';
import type { SourceName } from '#shared/host/source.ts';
import { type Facts, gatherFacts } from '../topology/facts.ts';
import { type LiveMove, liveMoveWords, presentMoves } from '../topology/liveMoves.ts';
import { ifupdownForm } from './ifupdown.ts';
import { certainKeeper, guessedKeeper } from './keeper.ts';
import { formOrder, managerOf, managerWords } from './manager.ts';
import type { BridgePersistence, BridgeSetup, Form, FormKind } from './model.ts';
import { netplanForm } from './netplan.ts';
import { networkdForm } from './networkd.ts';
import { nmcliForm } from './nmcli.ts';
import { bridgeSetup } from './setup.ts';
import { standingOf } from './standing.ts';

/**
 * How a bridge, as it is now, is kept over a reboot; null when there is no such bridge.
 * @param moves what Patchbay itself plugged with `ip link`
 */
export function bridgePersistence(
  snapshot: HostSnapshot,
  bridge: string,
  moves: readonly LiveMove[],
): BridgePersistence | null {
  const facts = gatherFacts(snapshot);
  const kind = facts.kinds.get(bridge);
  const link = facts.links.get(bridge);
  if (link === undefined || (kind !== 'bridge' && kind !== 'ovs-bridge')) return null;
  const certain = certainKeeper(bridge, facts);
  const setup = bridgeSetup(link, facts);
  const lost = moveRemarks(
    setup,
    presentMoves(moves, (name) => facts.links.get(name)?.master),
  );
  if (certain !== null) {
    return { bridge, keeper: certain, inUse: '', forms: [], remarks: [...lost, ...handMadePorts(setup)] };
  }
  const wayOut = facts.defaultRoutes.flatMap((route) => route.link ?? []);
  const manager = managerOf(setup, wayOut, snapshot.networkSetup);
  const standing = standingOf(facts);
  const forms: Readonly<Record<FormKind, () => Form>> = {
    netplan: () => netplanForm(setup, manager.renderer),
    networkmanager: () => nmcliForm(setup, standing),
    networkd: () => networkdForm(setup, standing),
    ifupdown: () => ifupdownForm(setup, standing),
  };
  return {
    bridge,
    keeper: guessedKeeper(bridge),
    inUse: managerWords(bridge, manager, isWhole(facts)),
    forms: formOrder(manager.kind).map((one) => forms[one]()),
    remarks: [...lost, ...staleRemarks(facts), ...deviceRemarks(setup), ...uplinkRemarks(setup, wayOut)],
  };
}

/** Whether every program answered that may configure the bridge. */
function isWhole({ snapshot }: Facts): boolean {
  return snapshot.sources.some(({ name, status }) => name === 'network-setup' && status === 'ok');
}

/** What Patchbay's own edits of the bridge lose at the next boot, and what of it the forms would keep. */
function moveRemarks({ name, ports }: BridgeSetup, moves: readonly LiveMove[]): string[] {
  return moves
    .filter(({ was, now }) => was === name || now === name)
    .map((move) => {
      const where = move.now === name ? 'here' : move.now === null ? 'on no bridge' : `on ${move.now}`;
      const kept = ports.includes(move.link) ? ' What follows keeps it here.' : '';
      return `${move.link} is ${where} ${liveMoveWords(move)}${kept}`;
    });
}

/** A card in a bridge of libvirt's was put there by hand: libvirt does not know of it. */
function handMadePorts({ name, ports }: BridgeSetup): string[] {
  if (ports.length === 0) return [];
  return [
    `${ports.join(', ')} was connected to ${name} by somebody else, and the creator of ${name} doesn’t connect it again.`,
  ];
}

function staleRemarks(facts: Facts): string[] {
  const needed: readonly SourceName[] = ['ip-link', 'ip-addr', 'ip-route'];
  if (needed.every((source) => facts.isFresh(source))) return [];
  return ['This host couldn’t be read just now, so this may be outdated.'];
}

function deviceRemarks({ name, devices }: BridgeSetup): string[] {
  return devices.flatMap((device) => {
    if (device.kind === 'foreign') {
      return [`How ${device.name} is made is not written here: make it elsewhere, before ${name}.`];
    }
    return device.elsewhere
      ? [`${device.name} has a configuration of its own, which is not written here.`]
      : [];
  });
}

/** Putting it into effect takes the links down for a moment, or longer where something is wrong. */
function uplinkRemarks({ name, devices }: BridgeSetup, wayOut: readonly string[]): string[] {
  const carrier = [name, ...devices.map((device) => device.name)].find((link) => wayOut.includes(link));
  if (carrier === undefined) return [];
  return [
    `This host’s default route leaves through ${carrier}. Whoever puts this into effect over SSH may be cut off: do it at the machine itself, or leave it to the next boot.`,
  ];
}
