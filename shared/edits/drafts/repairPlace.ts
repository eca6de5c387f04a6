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
  if (ops.length === 0 || tap === null) return refuse(`${name} is plugged into ${place.name} already.`, '');
  const isRenamed = believed !== null && believed !== place.bridge;
  const from = tap.master === null ? 'on no bridge' : `on ${tap.master}`;
  const port = portOfMove(situation, place, ops, snapshot);
  return {
    title: `Plug ${name} (${tap.name}) into ${place.name} again`,
    effects: [
      `${tap.name} is ${from}. It is plugged into ${bridgeWords(place)}, where libvirt has it.`,
      ...(isRenamed
        ? [
            `libvirt still believes that ${place.name} is on the bridge ${believed}, and learns where it is now.`,
          ]
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
        ? `Unplug ${name} again`
        : `Move ${name} back to ${tap.master}`,
    done: `Connected ${name} (${tap.name}) to ${place.name} again`,
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
  if (ops.length === 0 || tap === null) return refuse(`libvirt has ${name} on ${place.name} already.`, '');
  const believed = situation.believed ?? plugWords(plugOf(live));
  const port = portOfMove(situation, place, ops, snapshot);
  const isDefined = defined !== null && bridgeOf(snapshot, plugOf(defined)) === place.bridge;
  return {
    title: `Tell libvirt that ${name} (${tap.name}) is on ${bridgeWords(place)}`,
    effects: [
      `libvirt believes that ${tap.name} is on ${believed}, and learns that it is on ${bridgeWords(place)}.`,
      `The cable is out for a moment: libvirt plugs in only what is on no bridge, so ${tap.name} leaves ${tap.master} and comes back.`,
      ...port.effects,
      ...(isDefined || !domain.persistent
        ? []
        : ['The VM’s definition stays as it is: at the next start it decides.']),
    ],
    warnings: [...port.warnings, ...placeWarnings(place, snapshot, 'now', port.port?.vlans)],
    lasts: 'now',
    ops,
    undoTitle: `Let libvirt believe again that ${name} is on ${believed}`,
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
    return refuse(`The definition of ${domain.name} has not got ${name}.`, 'Keep the vNIC itself.');
  }
  const target = placeNow(situation, snapshot);
  if (isRefusal(target)) return target;
  const place = placeAt(snapshot, target);
  const was = plugOf(defined);
  if (JSON.stringify(was) === JSON.stringify(target)) {
    return refuse(`The definition has ${name} on ${place.name} already.`, '');
  }
  return {
    title: `Keep ${name} on ${place.name} at the next boot`,
    effects: [
      `The definition of ${domain.name} gets ${place.name} in place of ${plugWords(was)}: from the next start on the vNIC is where it is now.`,
    ],
    warnings: placeWarnings(place, snapshot, 'boot'),
    lasts: 'boot',
    ops: [{ op: 'vnic-source', domain: domain.uuid, vnic: key, scope: 'config', target }],
    undoTitle: `Let the definition have ${name} on ${plugWords(was)} again`,
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
  if (defined === null) return refuse(`The definition of ${domain.name} has not got ${name}.`, '');
  const place = placeAt(snapshot, plugOf(defined));
  const ops = refuseBroken(place, topology) ?? liveMove(situation, place, snapshot);
  if (isRefusal(ops)) return ops;
  if (ops.length === 0 || tap === null) return refuse(`${name} is plugged into ${place.name} already.`, '');
  const isBelieved = live !== null && tap.master === situation.believed;
  const from = isBelieved ? plugWords(plugOf(live)) : tap.master;
  const port = portOfMove(situation, place, ops, snapshot);
  return {
    title: `Plug ${name} (${tap.name}) into ${place.name}, as it is defined`,
    effects: [
      from === null
        ? `${tap.name} is on no bridge, and is plugged into ${place.name} while ${domain.name} runs.`
        : `${tap.name} leaves ${from} and is plugged into ${place.name} while ${domain.name} runs.`,
      ...port.effects,
      'The definition stays as it is: the next start changes nothing any more.',
    ],
    warnings: [...port.warnings, ...warningsOf(situation, place, snapshot, port)],
    lasts: 'now',
    ops,
    undoTitle: from === null ? `Unplug ${name} again` : `Move ${name} back to ${from}`,
    done: `Connected ${name} (${tap.name}) to ${place.name}, as saved`,
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
  return refuse(`The running ${domain.name} has not got ${name}.`, 'Look again at what the VM has now.');
}
