import { z } from 'zod';
import { findLink, type HostSnapshot } from '#shared/host/snapshot.ts';
import { linkId, type Topology } from '#shared/topology/model.ts';
import type { Op, Side } from '../../ops/op.ts';
import { alreadySo, isRefusal, type Refusal, refuse } from '../../ops/refusal.ts';
import { isPlugged, plugOf, plugWords } from '../../ops/vnic/plug.ts';
import type { Cable } from '../cable.ts';
import type { EditKind } from '../editKind.ts';
import { nodeId, persist } from '../fields.ts';
import type { Edit } from '../model.ts';
import { aimCable } from '../targets.ts';
import type { EditDraft } from './draft.ts';
import { KEEPS_ADDRESS } from './keepsAddress.ts';
import { portMoveWarnings } from './links/portMove.ts';
import { switchMove } from './links/switchMove.ts';
import { liveMove, moveEffects, portOfMove } from './liveMove.ts';
import { type Chosen, choosePersist, refuseConfig, type Sides } from './persist.ts';
import { type Place, placeOf } from './place.ts';
import { blindWarnings, placeEffects, placeWarnings, vnicWarnings } from './placeWords.ts';
import { noPort, planPort } from './portWords.ts';
import { type Situation, shownSide, situationOf } from './situation.ts';

type Move = Extract<Edit, { kind: 'move' }>;

/** A cable's bridge end goes to another bridge or network. */
export const moveKind: EditKind<Move> = {
  schema: z.strictObject({ kind: z.literal('move'), cable: nodeId, to: nodeId, persist }),
  changesHost: false,
  subject: ({ cable }) => cable,
  phase: () => 'plug',
  words: ({ cable, to }, name) => `Move ${name(cable)} to ${name(to)}`,
  draft: draftMove,
};

function draftMove(snapshot: HostSnapshot, topology: Topology, edit: Move): EditDraft | Refusal {
  const aim = aimCable(topology, edit.cable, edit.to);
  if (isRefusal(aim)) return aim;
  const { cable } = aim;
  const place = placeOf(snapshot, aim.place);
  if (isRefusal(place)) return place;
  return cable.by === 'libvirt'
    ? draftVnicMove(snapshot, edit, cable, place)
    : draftLinkMove(snapshot, topology, edit, cable, place);
}

function draftVnicMove(
  snapshot: HostSnapshot,
  edit: Move,
  { vnic, vm }: Cable & { by: 'libvirt' },
  place: Place,
): EditDraft | Refusal {
  const situation = situationOf(snapshot, vm, vnic);
  if (isRefusal(situation)) return situation;
  const shown = shownSide(situation);
  const unfit = situation.saved === null ? null : refuseInImage(situation, place);
  if (unfit !== null) return unfit;
  const sides: Sides = { live: liveMove(situation, place, snapshot), config: configMove(situation, place) };
  const chosen = choosePersist(sides, edit.persist);
  if (isRefusal(chosen)) return chosen;
  if (chosen.ops.length === 0) {
    return alreadySo(`${situation.name} is already connected to ${place.name}.`);
  }
  const { name, tap } = situation;
  const from = formerPlace(situation, chosen);
  const port = portOfMove(situation, place, chosen.ops, snapshot);
  return {
    edit: { ...edit, cable: vnic.id, persist: chosen.lasts },
    title: from === null ? `Connect ${name} to ${place.name}` : `Move ${name} from ${from} to ${place.name}`,
    effects: [...moveEffects(situation, place, chosen), ...port.effects, ...placeEffects(place)],
    warnings: [
      ...port.warnings,
      ...leaseWarning(situation, place, chosen),
      ...notNow(situation, sides, chosen),
      ...(shown === null ? [] : vnicWarnings(shown, vm.uuid, place, snapshot)),
      ...placeWarnings(place, snapshot, chosen.lasts, port.port?.vlans),
    ],
    lasts: chosen.lasts,
    persistChoices: chosen.choices,
    ops: chosen.ops,
    undoTitle: from === null ? `Disconnect ${name} again` : `Move ${name} back to ${from}`,
    touches: tap === null ? [vnic.id] : [vnic.id, linkId(tap.name)],
    done: from === null ? `Connected ${name} to ${place.name}` : `Moved ${name} to ${place.name}`,
  };
}

/** What the next start goes by: the saved image where there is one, and the definition, which later starts go by. */
function configMove({ domain, defined, saved, key }: Situation, { target }: Place): readonly Op[] | Refusal {
  const refusal = refuseConfig(domain);
  if (refusal !== null) return refusal;
  const plug = (scope: Side): Op => ({ op: 'vnic-source', domain: domain.uuid, vnic: key, scope, target });
  const image = saved === null || isPlugged(saved, target) ? [] : [plug('saved')];
  if (defined === null && saved !== null) return image;
  if (defined === null) {
    return refuse(
      `This vNIC isn’t saved in the definition of ${domain.name} and disappears at its next start.`,
      'Move it now only.',
    );
  }
  return isPlugged(defined, target) ? image : [...image, plug('config')];
}

/** A guest that is resumed goes on with the card that it had, which a device of the host can't take the place of. */
function refuseInImage({ domain, name }: Situation, { network, name: place }: Place): Refusal | null {
  if (network?.forward !== 'hostdev') return null;
  return refuse(
    `${domain.name} is saved, and its next start resumes ${name} with a TAP, which can’t be connected to ${place}.`,
    `Start ${domain.name}, shut it down, then move ${name}.`,
  );
}

/** The place that the move leaves, in words; null where the cable hangs loose. */
function formerPlace(
  { live, defined, saved, tap, believed }: Situation,
  { lasts, ops }: Chosen,
): string | null {
  const touchesNow = ops.some((op) => op.op === 'port-master' || ('scope' in op && op.scope === 'live'));
  if (lasts === 'boot' || !touchesNow || live === null) {
    const next = saved ?? defined;
    return next === null ? null : plugWords(plugOf(next));
  }
  if (tap === null || tap.master === null) return null;
  return tap.master === believed ? plugWords(plugOf(live)) : tap.master;
}

/** A guest that is re-plugged while it runs does not notice. */
export function leaseWarning(
  { tap }: Pick<Situation, 'tap'>,
  place: Place,
  { lasts }: Pick<Chosen, 'lasts'>,
): string[] {
  if (lasts === 'boot' || tap === null || tap.master === place.bridge) return [];
  return [KEEPS_ADDRESS];
}

/** Says why a running VM gets the change only at its next start, where the user did not ask for that. */
function notNow({ domain }: Situation, { live }: Sides, { lasts }: Chosen): string[] {
  if (lasts !== 'boot' || !isRefusal(live) || !domain.active) return [];
  return [`${live.why} The change applies at the VM’s next start.`];
}

function draftLinkMove(
  snapshot: HostSnapshot,
  topology: Topology,
  edit: Move,
  { link, vnic }: Cable & { by: 'ip' },
  place: Place,
): EditDraft | Refusal {
  if (place.bridge === null) return refuse(`${place.name} has no bridge to connect to.`, 'Choose a bridge.');
  const inSwitch = switchMove(snapshot, link.name, place.bridge);
  if (edit.persist !== undefined && !(inSwitch?.persistChoices ?? ['now']).includes(edit.persist)) {
    return refuse(
      `${link.name} is connected by the host, not by libvirt, so Patchbay can’t save its place.`,
      'Move it now only, and set it in the configuration that creates it at boot.',
    );
  }
  const { name, master } = link;
  const facts = findLink(snapshot, name);
  const { port, effects, warnings } =
    facts === null || inSwitch !== null ? noPort : planPort(snapshot, facts, null, place.bridge);
  return {
    edit: { ...edit, persist: inSwitch?.lasts ?? 'now' },
    title:
      master === null
        ? `Connect ${name} to ${place.bridge}`
        : `Move ${name} from ${master} to ${place.bridge}`,
    effects: [
      `${name} becomes a port of ${place.bridge}.`,
      ...effects,
      ...(inSwitch?.effects ?? []),
      ...(link.kind === 'tap' || link.kind === 'veth'
        ? ['Its creator decides where it connects next time.']
        : []),
      ...placeEffects(place),
    ],
    warnings: [
      ...warnings,
      ...(inSwitch?.warnings ?? []),
      ...portMoveWarnings(snapshot, topology, link, place.bridge),
      ...blindWarnings(snapshot),
      ...placeWarnings(place, snapshot, 'now', port?.vlans),
    ],
    lasts: inSwitch?.lasts ?? 'now',
    persistChoices: inSwitch?.persistChoices ?? ['now'],
    ops: inSwitch?.ops ?? [
      { op: 'port-master', link: name, master: place.bridge, ...(port === undefined ? {} : { port }) },
    ],
    undoTitle: master === null ? `Disconnect ${name} again` : `Move ${name} back to ${master}`,
    touches: vnic === null ? [link.id] : [vnic.id, link.id],
    done: master === null ? `Connected ${name} to ${place.bridge}` : `Moved ${name} to ${place.bridge}`,
  };
}
