import { type OvsPlace, ovsPlaces, vlansOfPort } from '#shared/host/ovs.ts';
import { switchVlanWords } from '#shared/host/ovsVlans.ts';
import { findLink, type HostSnapshot } from '#shared/host/snapshot.ts';
import { listed } from '../../../ops/listed.ts';
import type { Op } from '../../../ops/op.ts';
import type { EditDraft } from '../draft.ts';

/** How a link gets from or to a bridge of Open vSwitch, and what that means. */
export type SwitchMove = Pick<EditDraft, 'ops' | 'lasts' | 'persistChoices' | 'effects' | 'warnings'>;

/**
 * The move of a link where its bridge or the next one is Open vSwitch’s; null where neither is.
 * @param to the bridge; null: none
 */
export function switchMove(snapshot: HostSnapshot, name: string, to: string | null): SwitchMove | null {
  const { ovs } = snapshot;
  if (ovs === undefined) return null;
  const place = ovsPlaces(ovs).get(name) ?? null;
  const isSwitch = ovs.bridges.some((bridge) => bridge.name === to);
  if (place === null && !isSwitch) return null;
  const master = findLink(snapshot, name)?.master ?? null;
  return {
    ops: opsOf(name, place, master, to, isSwitch),
    lasts: place !== null && to !== null && !isSwitch ? 'now' : 'both',
    persistChoices: place !== null && to !== null && !isSwitch ? ['now'] : ['both'],
    effects: effectsOf(name, place, to, isSwitch),
    warnings: place === null || isSwitch ? [] : lossesOf(name, place),
  };
}

function opsOf(
  name: string,
  place: OvsPlace | null,
  master: string | null,
  to: string | null,
  isSwitch: boolean,
): Op[] {
  if (isSwitch) {
    // The datapath takes no port that the kernel’s bridge still has.
    const leave: Op[] =
      place === null && master !== null ? [{ op: 'port-master', link: name, master: null }] : [];
    return [...leave, { op: 'switch-port', link: name, bridge: to }];
  }
  const leave: Op = { op: 'switch-port', link: name, bridge: null };
  return to === null ? [leave] : [leave, { op: 'port-master', link: name, master: to }];
}

function effectsOf(name: string, place: OvsPlace | null, to: string | null, isSwitch: boolean): string[] {
  if (isSwitch && place !== null)
    return [
      `${name} keeps its port settings: ${switchVlanWords(vlansOfPort(place.port))}, and all else that Open vSwitch has of it.`,
      KEPT_IN_SWITCH,
    ];
  if (isSwitch) return [`${name} gets all VLANs of ${to}: it has no tag.`, KEPT_IN_SWITCH];
  return [
    `Open vSwitch’s database forgets ${name}, now and after a reboot.`,
    ...(to === null ? [] : [`That it is on ${to} is lost at reboot.`]),
  ];
}

/** Said of what ovs-vsctl sets. */
export const KEPT_IN_SWITCH = 'Open vSwitch keeps this in its database, so it is so after a reboot too.';

/** What an undo sets again, and what it can’t. */
function lossesOf(name: string, { port, iface }: OvsPlace): string[] {
  const ids = [...new Set([...Object.keys(port.externalIds), ...Object.keys(iface.externalIds)])];
  const kept = [
    `its VLANs (${switchVlanWords(vlansOfPort(port))})`,
    ...(ids.length === 0 ? [] : [`its external IDs (${ids.join(', ')})`]),
    ...(port.qos === undefined ? [] : ['its QoS']),
    'what else is set on the port',
  ];
  return [
    `${name} leaves Open vSwitch with ${listed(kept)}. An undo sets them again. It can’t bring back mirrors of the port, nor OpenFlow rules that name its number.`,
  ];
}
