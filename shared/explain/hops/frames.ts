import { isRead } from '#shared/host/source.ts';
import type { LinkNode } from '#shared/topology/model.ts';
import { type HopDraft, type Look, ok, unknown } from '../hop.ts';
import { readLink, type Track } from '../track.ts';

/** Whether anything that the guest sent has arrived on the host. */
export const lookForFrames: Look = (track) => {
  const { end } = track;
  return end === null || end.isTaken === true ? [] : [framesHop(track, end)];
};

/** Seconds that a bridge remembers a MAC by default (IEEE 802.1D). */
const FORGETS = 'in the last 5 minutes';

function framesHop(track: Track, end: LinkNode): HopDraft {
  const place = { node: end.id };
  const sent = sentBy(track, end);
  if (sent === 0) {
    const say = `The guest has sent nothing by ${end.name} since that was made.`;
    return unknown(place, say, inGuest(track));
  }
  const counted = sent === null ? '' : `${frames(sent)} came in by ${end.name}`;
  const learned = learnedWords(track);
  if (counted === '' && learned === null)
    return unknown(place, `Whether frames of the guest arrive on ${end.name} isn’t known.`, '');
  return ok(place, `${[counted, learned].filter(Boolean).join('; ')}.`);
}

function inGuest({ guest, vnic }: Track): string {
  return `Check in ${guest.name} that ${guest.kind === 'container' ? vnic.name : 'its network card'} is found, up and set up (ip addr).`;
}

function frames(count: number): string {
  return count === 1 ? '1 frame' : `${count} frames`;
}

/** A TAP and a veth receive what the guest sends; a macvtap sends it on. Null: it isn’t counted. */
function sentBy(track: Track, end: LinkNode): number | null {
  const counters = readLink(track, end)?.counters ?? null;
  if (counters === null) return null;
  if (end.kind === 'tap' || end.kind === 'veth') return counters.rxPackets;
  return end.kind === 'macvtap' ? counters.txPackets : null;
}

/** What the bridge has learned of the guest’s MAC; null: nothing that can be told. */
function learnedWords({ scene, vnic, bridges }: Track): string | null {
  const { fdb, sources } = scene.snapshot;
  const [first] = bridges;
  if (first === undefined || first.bridge.kind !== 'bridge' || vnic.mac === null) return null;
  if (!isRead(sources.find(({ name }) => name === 'bridge-fdb'))) return null;
  const rows = fdb.filter(
    ({ master, permanent, mac }) => master === first.bridge.name && !permanent && mac === vnic.mac,
  );
  const own = rows.find(({ link }) => link === first.port.name);
  if (own !== undefined) {
    const age = own.age === undefined ? '' : `, heard ${own.age} s ago`;
    return `${first.bridge.name} has learned its MAC there${age}`;
  }
  const [other] = rows;
  if (other !== undefined) return `but ${first.bridge.name} has learned its MAC on ${other.link}`;
  return `none with its MAC ${FORGETS}, as ${first.bridge.name} remembers`;
}
