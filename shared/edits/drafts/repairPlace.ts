import type { HostSnapshot } from '#shared/host/snapshot.ts';
import type { Topology } from '#shared/topology/model.ts';
import { isRefusal, type Refusal, refuse } from '../../ops/refusal.ts';
import { bridgeOf, plugOf, plugWords } from '../../ops/vnic/plug.ts';
import type { RepairDraft } from './draft.ts';
import { liveMove, portOfMove } from './liveMove.ts';
import { leaseWarning } from './move.ts';
import { refuseConfig } from './persist.ts';
import { type Place, placeAt } from './place.ts';
import { placeNow, refuseBroken } from './placeNow.ts';
import { placeWarnings, vnicWarnings } from './placeWords.ts';
import type { PortPlan } from './portWords.ts';
import type { Situation } from './situation.ts';

/** The TAP goes where libvirt has it: `ip` does that, as libvirt takes it to be there already. */
export function replug(
  situation: Situation,
  snapshot: HostSnapshot,
  topology: Topology,
): RepairDraft | Refusal {
  const { live, tap, believed, name } = situation;
  if (live === null) return notRunning(situation);
  const place = placeAt(snapshot, plugOf(live));
  const ops = refuseBroken(place, topology) ?? liveMove(situation, place, snapshot);
  if (isRefusal(ops)) return ops;
  if (ops.length === 0 || tap === null) return refuse(`${name} is already connected to ${place.name}.`, '');
  const isRenamed = believed !== null && believed !== place.bridge;
  const from = tap.master === null ? 'not connected to any bridge' : `on ${tap.master}`;
  const port = portOfMove(situation, place, ops, snapshot);
  return {
    title: `Reconnect ${name} (${tap.name}) to ${place.name}`,
    effects: [
      `${tap.name} is ${from}. It moves to ${bridgeWords(place)}, where libvirt has it on record.`,
      ...(isRenamed
        ? [`libvirt has the bridge ${believed} on record for ${place.name}; this corrects it.`]
        : []),
      ...port.effects,
    ],
    warnings: [...port.warnings, ...warningsOf(situation, place, snapshot, port)],
    lasts: 'now',
    ops,
    // libvirt can't be made to believe in a bridge that is gone.
    undoTitle: isRenamed
      ? `Leave ${name} on ${place.name}`
      : tap.master === null
        ? `Disconnect ${name} again`
        : `Move ${name} back to ${tap.master}`,
    done: `Reconnected ${name} (${tap.name}) to ${place.name}`,
  };
}

/**
 * libvirt takes for true where the TAP is. It plugs a TAP in only from where it believes it to be or from no bridge
 * ("Device or resource busy" otherwise), so that the TAP has to leave its bridge for as long as virsh takes.
 */
export function tellLibvirt(
  situation: Situation,
  snapshot: HostSnapshot,
  topology: Topology,
): RepairDraft | Refusal {
  const { live, defined, tap, name, domain } = situation;
  if (live === null) return notRunning(situation);
  const now = placeNow(situation, snapshot);
  if (isRefusal(now)) return now;
  const place = placeAt(snapshot, now);
  const ops = refuseBroken(place, topology) ?? liveMove(situation, place, snapshot);
  if (isRefusal(ops)) return ops;
  if (ops.length === 0 || tap === null)
    return refuse(`libvirt already has ${name} on ${place.name} on record.`, '');
  const believed = situation.believed ?? plugWords(plugOf(live));
  const port = portOfMove(situation, place, ops, snapshot);
  const isDefined = defined !== null && bridgeOf(snapshot, plugOf(defined)) === place.bridge;
  return {
    title: `Correct libvirt’s record of ${name} (${tap.name}) to ${bridgeWords(place)}`,
    effects: [
      `libvirt has ${believed} on record for ${tap.name}; this corrects it to ${bridgeWords(place)}.`,
      `The cable is disconnected for a moment: ${tap.name} leaves ${tap.master} and comes back, because libvirt connects only what isn’t on a bridge.`,
      ...port.effects,
      ...(isDefined || !domain.persistent
        ? []
        : ['The VM’s definition doesn’t change and applies again at its next start.']),
    ],
    warnings: [...port.warnings, ...placeWarnings(place, snapshot, 'now', port.port?.vlans)],
    lasts: 'now',
    ops,
    undoTitle: `Set libvirt’s record of ${name} back to ${believed}`,
    done: `Corrected libvirt’s record: ${name} is on ${bridgeWords(place)}`,
  };
}

/** The definition takes the place where the vNIC is now: the kernel's, whatever libvirt believes. */
export function keepPlace(situation: Situation, snapshot: HostSnapshot): RepairDraft | Refusal {
  const { domain, key, live, defined, name } = situation;
  const fixed = refuseConfig(domain);
  if (fixed !== null) return fixed;
  if (live === null) return notRunning(situation);
  if (defined === null) {
    return refuse(
      `The definition of ${domain.name} doesn’t have ${name}.`,
      'Save the vNIC itself as permanent.',
    );
  }
  const target = placeNow(situation, snapshot);
  if (isRefusal(target)) return target;
  const place = placeAt(snapshot, target);
  const was = plugOf(defined);
  if (JSON.stringify(was) === JSON.stringify(target)) {
    return refuse(`The definition already has ${name} on ${place.name}.`, '');
  }
  return {
    title: `Save ${name} on ${place.name} as permanent`,
    effects: [`${domain.name} will also start on ${place.name} from now on, instead of ${plugWords(was)}.`],
    warnings: placeWarnings(place, snapshot, 'boot'),
    lasts: 'boot',
    ops: [{ op: 'vnic-source', domain: domain.uuid, vnic: key, scope: 'config', target }],
    undoTitle: `Set ${name} in the definition back to ${plugWords(was)}`,
    done: `Saved ${name} on ${place.name} as permanent`,
  };
}

/** The running vNIC goes where its definition has it. */
export function asDefined(
  situation: Situation,
  snapshot: HostSnapshot,
  topology: Topology,
): RepairDraft | Refusal {
  const { live, defined, tap, name, domain } = situation;
  if (defined === null) return refuse(`The definition of ${domain.name} doesn’t have ${name}.`, '');
  const place = placeAt(snapshot, plugOf(defined));
  const ops = refuseBroken(place, topology) ?? liveMove(situation, place, snapshot);
  if (isRefusal(ops)) return ops;
  if (ops.length === 0 || tap === null) return refuse(`${name} is already connected to ${place.name}.`, '');
  const isBelieved = live !== null && tap.master === situation.believed;
  const from = isBelieved ? plugWords(plugOf(live)) : tap.master;
  const port = portOfMove(situation, place, ops, snapshot);
  return {
    title: `Connect ${name} (${tap.name}) to ${place.name}, as defined`,
    effects: [
      from === null
        ? `${tap.name} is not connected to any bridge and moves to ${place.name} immediately.`
        : `${tap.name} moves from ${from} to ${place.name} immediately.`,
      ...port.effects,
      'The definition doesn’t change, so the next start changes nothing.',
    ],
    warnings: [...port.warnings, ...warningsOf(situation, place, snapshot, port)],
    lasts: 'now',
    ops,
    undoTitle: from === null ? `Disconnect ${name} again` : `Move ${name} back to ${from}`,
    done: `Connected ${name} (${tap.name}) to ${place.name}, as defined`,
  };
}

function warningsOf(
  situation: Situation,
  place: Place,
  snapshot: HostSnapshot,
  { port }: PortPlan,
): string[] {
  const { live, domain } = situation;
  return [
    ...leaseWarning(situation, place, { lasts: 'now' }),
    ...(live === null ? [] : vnicWarnings(live, domain.uuid, place, snapshot)),
    ...placeWarnings(place, snapshot, 'now', port?.vlans),
  ];
}

/** `br0`, `the network default (virbr0)`. */
function bridgeWords({ name, bridge }: Place): string {
  return bridge === null || bridge === name ? name : `${name} (${bridge})`;
}

function notRunning({ name, domain }: Situation): Refusal {
  return refuse(`The running ${domain.name} doesn’t have ${name}.`, 'Look again at what the VM has now.');
}
